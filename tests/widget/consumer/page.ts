// A page that uses the element and its events with their types. It is compiled,
// and never run.
import type { Strings, UnknotChatElement } from '../../../chatbot/widget/src/index.js';

const chat: UnknotChatElement = document.createElement('unknot-chat');
const words: Partial<Strings> = { launcher: 'Ask us' };
chat.strings = words;
chat.addEventListener('unknot-emergency', ({ detail }) => {
  const first: string | undefined = detail.contacts[0];
  console.log(detail.level === 'TRIAGE_LEVEL_EMERGENCY', first);
});
chat.addEventListener('unknot-therapist-chosen', ({ detail }) => console.log(detail.action === 'call', detail.name));
chat.addEventListener('unknot-message', ({ detail }) => {
  // @ts-expect-error: what was typed is not told.
  console.log(detail.text);
});
document.querySelector('unknot-chat')?.open();
