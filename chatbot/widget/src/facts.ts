// What was understood so far, fact by fact, each with its name in words and the
// id under which it can be taken back.

export interface Fact {
  // `kind/id` for SendMessageRequest.retract.
  id: string;
  words: string;
  // How it holds, where it is not simply so.
  how?: 'absent' | 'past' | 'radiates' | 'age';
}

interface Answer {
  valueString?: string;
  valueCoding?: { code?: string; display?: string };
}

interface QuestionnaireResponse {
  item?: { linkId?: string; answer?: Answer[] }[];
}

// Facts that have no id of their own in the summary.
const NUMBERS: Record<string, string> = {
  duration: 'duration/days', severity: 'severity/number', age: 'age/years',
};
// Not facts that the person stated.
const LEFT_OUT = new Set(['subject', 'techniques', 'pregnancy_weeks']);

function howOf(linkId: string): Pick<Fact, 'how'> {
  switch (linkId) {
    case 'absent': case 'past': case 'age': return { how: linkId };
    case 'radiation': return { how: 'radiates' };
    default: return {};
  }
}

// Reads the summary in its FHIR form; empty where it is not of that form.
export function factsOf(summary: string): Fact[] {
  let items: QuestionnaireResponse['item'];
  try {
    items = (JSON.parse(summary) as QuestionnaireResponse).item;
  } catch {
    return [];
  }
  const facts: Fact[] = [];
  for (const { linkId = '', answer = [] } of items ?? []) {
    if (LEFT_OUT.has(linkId)) continue;
    for (const { valueString, valueCoding } of answer) {
      const id = valueCoding?.code ?? NUMBERS[linkId];
      const words = valueCoding?.display ?? valueString;
      if (id && words) facts.push({ id, words, ...howOf(linkId) });
    }
  }
  return facts;
}
