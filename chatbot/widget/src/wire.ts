// What the gateway sends and takes: proto3 JSON of unknot.chat.v1, as far as
// the widget reads it. Absent means the proto's default.

export type TriageLevel =
  | 'TRIAGE_LEVEL_EMERGENCY'
  | 'TRIAGE_LEVEL_URGENT'
  | 'TRIAGE_LEVEL_SEE_CLINICIAN'
  | 'TRIAGE_LEVEL_MASSAGE_WITH_CAUTION'
  | 'TRIAGE_LEVEL_MASSAGE_OK'
  | 'TRIAGE_LEVEL_UNSPECIFIED';

export interface TextMessage {
  text?: string;
  replyId?: string;
}

export interface AlertMessage {
  level?: TriageLevel;
  headline?: string;
  text?: string;
  contacts?: string[];
}

export interface TechniqueCard {
  name?: string;
  summary?: string;
  why?: string[];
  cautions?: string[];
  evidence?: string;
  grade?: string;
  sources?: string[];
}

export interface TherapistCard {
  name?: string;
  displayName?: string;
  where?: string;
  distance?: string;
  licence?: string;
  phone?: string;
  languages?: string[];
  rating?: string;
  why?: string[];
  notice?: string;
  price?: string;
}

export interface ListMessage {
  title?: string;
  items?: string[];
}

export interface Message {
  text?: TextMessage;
  alert?: AlertMessage;
  techniques?: { cards?: TechniqueCard[] };
  therapists?: { cards?: TherapistCard[] };
  list?: ListMessage;
}

export interface QuickReply {
  id?: string;
  label?: string;
}

export type Side = 'SIDE_LEFT' | 'SIDE_RIGHT' | 'SIDE_BOTH' | 'SIDE_CENTER' | 'SIDE_UNSPECIFIED';

export interface Site {
  region?: string;
  place?: string;
  side?: Side;
}

export interface Complaint {
  sites?: Site[];
}

// What the directory says of a therapist beyond the card.
export interface Therapist {
  name?: string;
  licence?: { status?: string; registerUri?: string };
  location?: {
    point?: { latitude?: number; longitude?: number };
  };
  websiteUri?: string;
}

export interface StartConversationRequest {
  locale?: string;
  countryCode?: string;
  place?: string;
}

export interface SendMessageRequest extends StartConversationRequest {
  text?: string;
  quickReplyId?: string;
  conversation?: string;
  retract?: string[];
}

export interface StartConversationResponse {
  conversation?: string;
  messages?: Message[];
  quickReplies?: QuickReply[];
}

export interface SendMessageResponse extends StartConversationResponse {
  complaint?: Complaint;
  therapists?: { results?: { therapist?: Therapist }[] };
}

export interface GetTranscriptSummaryRequest {
  conversation: string;
  format?: 'SUMMARY_FORMAT_TEXT' | 'SUMMARY_FORMAT_FHIR_JSON';
}

export interface GetTranscriptSummaryResponse {
  summary?: string;
}
