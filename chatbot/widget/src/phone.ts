// Finds what can be called or texted in a line such as "Call or text 988" or
// "999 or 112".

export interface Number {
  // As written.
  shown: string;
  // `tel:` or `sms:` address.
  href: string;
  kind: 'call' | 'text';
}

// Digits with single blanks, dots, hyphens or brackets between them.
const NUMBER = /\+?\(?\d(?:[ .\-()]{0,2}\d)+/g;
const FEWEST_DIGITS = 3;
// "Text SHOUT to 85258": a number that only takes messages.
const TEXTED = /\btext\s+\S+\s+to\s*$/i;

export function numbersIn(line: string): Number[] {
  const found: Number[] = [];
  for (const match of line.matchAll(NUMBER)) {
    const digits = match[0].replace(/[^\d+]/g, '');
    if (digits.length < FEWEST_DIGITS) continue;
    const kind = TEXTED.test(line.slice(0, match.index)) ? 'text' : 'call';
    found.push({ shown: match[0], href: `${kind === 'text' ? 'sms' : 'tel'}:${digits}`, kind });
  }
  return found;
}
