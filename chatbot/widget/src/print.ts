// Prints a text instead of the page around it, without a window of its own,
// which many browsers block.

const RULES = `@media print {
  body > :not(unknot-print) { display: none !important; }
  unknot-print { display: block !important; white-space: pre-wrap; font: 12pt/1.5 system-ui, sans-serif; color: #000; }
}
unknot-print { display: none; }`;

export function printText(text: string): void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(RULES);
  const page = document.createElement('unknot-print');
  page.textContent = text;
  document.body.append(page);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  const tidy = () => {
    page.remove();
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((each) => each !== sheet);
  };
  window.addEventListener('afterprint', tidy, { once: true });
  window.print();
}
