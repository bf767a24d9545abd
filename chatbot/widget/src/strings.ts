// Every word of the widget's own, in one table. What the chatbot says comes
// from the gateway. `{name}` is filled in.

const english = {
  // The frame
  launcher: 'Where does it hurt?',
  title: 'Unknot',
  subtitle: 'Guidance, not a diagnosis',
  close: 'Close the chat',
  log: 'Conversation',
  you: 'You',
  unknot: 'Unknot',
  notice: 'Before you start',

  // Writing
  composer: 'Your message',
  placeholder: 'Tell me what hurts',
  send: 'Send',
  thinking: 'Unknot is reading your message',
  quickReplies: 'Suggested answers',
  earlier: 'Show the earlier conversation',
  toEnd: 'Go to the end',

  // What was understood
  understood: 'What I understood',
  understoodHint: 'Remove what is not right.',
  absent: '{fact}: no',
  past: '{fact} in the past',
  radiates: 'travels to {fact}',
  age: '{n} years old',
  remove: 'Remove: {fact}',
  removed: 'Not right: {facts}',

  // Cards
  why: 'Why this may suit you',
  cautions: 'Take care, and tell the therapist',
  evidence: 'What research says',
  sources: 'Sources',
  grade: 'Evidence',
  GRADE_A: 'good',
  GRADE_B: 'some, of low certainty',
  GRADE_C: 'very uncertain or mixed',
  GRADE_D: 'does not support it',
  GRADE_E: 'speaks against it',
  GRADE_N: 'advice, not tested',
  techniques: 'Techniques that fit',
  therapists: 'Therapists',
  therapistWhy: 'Why this person',
  languages: 'Speaks {languages}',
  call: 'Call {number}',
  text: 'Text {number}',
  map: 'Map',
  directions: 'Directions',
  website: 'Website',
  register: 'Check the licence',
  newTab: 'opens in a new tab',
  mapUrl: 'https://www.openstreetmap.org/?mlat={lat}&mlon={lon}#map=16/{lat}/{lon}',
  directionsUrl: 'https://www.openstreetmap.org/directions?to={lat},{lon}',
  emergency: 'Emergency',
  urgent: 'Please read this first',

  // Summary
  summary: 'Summary to take with you',
  summaryHint: 'For your therapist or clinician. It holds what you told me so far, and is kept nowhere else.',
  summaryWait: 'Writing the summary',
  summaryFailed: 'The summary could not be fetched. Please try again.',
  copy: 'Copy',
  copied: 'Copied',
  copyFailed: 'Copying is blocked here. Select the text instead.',
  download: 'Download',
  print: 'Print',
  back: 'Back to the chat',

  // Forget me
  forget: 'Forget me',
  forgetAsk: 'Forget this conversation?',
  forgetHint: 'It is erased from this tab at once. Nothing of it is kept anywhere else.',
  forgetYes: 'Forget it',
  forgetNo: 'Keep it',
  forgotten: 'Forgotten. This is a new conversation.',

  // Connection
  connecting: 'Connecting',
  offline: 'You are offline. I will go on as soon as you are back.',
  retrying: 'No answer yet. Trying again.',
  retryNow: 'Try now',
  failed: 'This did not work.',
  waiting: 'Waiting to be sent',
  restarted: 'The conversation had run out, so I started a new one. Please say again what matters.',
  tooLong: 'This message is too long. Please shorten it.',

  // Body map
  bodyMap: 'Show where it hurts',
  bodyHint: 'Choose every place that hurts. Left and right are your own.',
  front: 'Front',
  back_view: 'Back',
  bodyKeys: 'Arrow keys move between the places.',
  bodyNone: 'Nothing chosen yet',
  bodyDone: 'Done',
  cancel: 'Cancel',
  bodySay: 'It hurts here: {places}.',
  known: 'already noted',
  left: 'left',
  right: 'right',
  head: 'head',
  jaw: 'jaw',
  neck: 'neck',
  shoulder: '{side} shoulder',
  chest: 'chest',
  upper_arm: '{side} upper arm',
  forearm: '{side} forearm',
  hand: '{side} hand',
  abdomen: 'belly',
  hip: '{side} hip',
  thigh: '{side} thigh',
  knee: '{side} knee',
  shin: '{side} shin',
  foot: '{side} foot',
  back_of_head: 'back of the head',
  nape: 'back of the neck',
  scapula: '{side} shoulder blade',
  upper_back: 'upper back',
  mid_back: 'middle of the back',
  lower_back: '{side} side of the lower back',
  buttock: '{side} buttock',
  hamstring: '{side} hamstring',
  calf: '{side} calf',
  heel: '{side} heel',
  shoulder_both: 'both shoulders',
  upper_arm_both: 'both upper arms',
  forearm_both: 'both forearms',
  hand_both: 'both hands',
  hip_both: 'both hips',
  thigh_both: 'both thighs',
  knee_both: 'both knees',
  shin_both: 'both shins',
  foot_both: 'both feet',
  scapula_both: 'both shoulder blades',
  lower_back_both: 'lower back',
  buttock_both: 'both buttocks',
  hamstring_both: 'both hamstrings',
  calf_both: 'both calves',
  heel_both: 'both heels',
};

export type Strings = typeof english;
export type StringKey = keyof Strings;

// What a locale says otherwise; a locale that is not here speaks as `en`.
const tables: Record<string, Partial<Strings>> = {
  en: english,
  'en-CA': {},
  'en-US': { register: 'Check the license' },
  'en-GB': { abdomen: 'tummy' },
};

// Adds or changes the words of a locale, for all widgets made afterwards.
export function addStrings(locale: string, strings: Partial<Strings>): void {
  tables[locale] = { ...tables[locale], ...strings };
}

// The words for `locale` (`en-CA` before `en`), with `overrides` before all.
export function stringsFor(locale: string, overrides: Partial<Strings> = {}): Strings {
  const language = locale.split('-')[0] ?? 'en';
  return { ...english, ...tables[language], ...tables[locale], ...overrides };
}

// Fills the `{name}`s of a string in.
export function fillIn(template: string, values: Record<string, string>): string {
  return template.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
}

export function capital(text: string): string {
  return text.charAt(0).toLocaleUpperCase() + text.slice(1);
}
