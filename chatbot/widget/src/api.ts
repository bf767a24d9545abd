// Calls ChatService over the Connect protocol: unary, JSON, one POST a call.
import type {
  GetTranscriptSummaryRequest,
  GetTranscriptSummaryResponse,
  SendMessageRequest,
  SendMessageResponse,
  StartConversationRequest,
  StartConversationResponse,
} from './wire.js';

const TIMEOUT_MS = 15_000;

// Codes after which the same call may do better later. A call changes nothing
// on the server, so to repeat one is always safe.
const PASSING = new Set([
  'unavailable', 'deadline_exceeded', 'resource_exhausted', 'aborted', 'internal', 'unknown',
  'canceled',
]);

// Why a call failed. `reason` is that of google.rpc.ErrorInfo, where there is
// one. Carries nothing that a person typed.
export class CallError extends Error {
  constructor(
    readonly code: string,
    readonly reason = '',
    readonly retryAfterMs = 0,
  ) {
    super(`unknot-chat: ${code}${reason && ` (${reason})`}`);
  }

  get passing(): boolean {
    return PASSING.has(this.code);
  }
}

// The codes that the Connect protocol gives to answers that are not its own,
// from a proxy for example.
function codeOfStatus(status: number): string {
  switch (status) {
    case 400: return 'internal';
    case 401: return 'unauthenticated';
    case 403: return 'permission_denied';
    case 404: return 'unimplemented';
    case 429: case 502: case 503: case 504: return 'unavailable';
    default: return 'unknown';
  }
}

interface ErrorBody {
  code?: string;
  details?: { type?: string; debug?: { reason?: string } }[];
}

// The reason of the ErrorInfo among the details.
function reasonOf(body: ErrorBody): string {
  const detail = body.details?.find((each) => each.type === 'google.rpc.ErrorInfo');
  return detail?.debug?.reason ?? '';
}

async function errorOf(response: Response): Promise<CallError> {
  const retryAfterMs = 1000 * (Number(response.headers.get('retry-after')) || 0);
  try {
    const body = (await response.json()) as ErrorBody;
    if (body.code) return new CallError(body.code, reasonOf(body), retryAfterMs);
  } catch {
    // Not of the gateway: a proxy's page.
  }
  return new CallError(codeOfStatus(response.status), '', retryAfterMs);
}

export class ChatApi {
  // `endpoint` is the address of the gateway, without a slash at its end.
  constructor(private readonly endpoint: string) {}

  startConversation(request: StartConversationRequest, signal?: AbortSignal) {
    return this.call<StartConversationResponse>('StartConversation', request, signal);
  }

  sendMessage(request: SendMessageRequest, signal?: AbortSignal) {
    return this.call<SendMessageResponse>('SendMessage', request, signal);
  }

  getTranscriptSummary(request: GetTranscriptSummaryRequest, signal?: AbortSignal) {
    return this.call<GetTranscriptSummaryResponse>('GetTranscriptSummary', request, signal);
  }

  // Fails with CallError; with `canceled` where `signal` was aborted.
  private async call<Out>(method: string, request: object, signal?: AbortSignal): Promise<Out> {
    try {
      const response = await fetch(`${this.endpoint}/unknot.chat.v1.ChatService/${method}`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'connect-protocol-version': '1',
          'connect-timeout-ms': String(TIMEOUT_MS),
        },
        body: JSON.stringify(request),
        cache: 'no-store',
        credentials: 'omit',
        referrerPolicy: 'no-referrer',
        signal: AbortSignal.any([AbortSignal.timeout(TIMEOUT_MS), ...(signal ? [signal] : [])]),
      });
      if (!response.ok) throw await errorOf(response);
      return (await response.json()) as Out;
    } catch (error) {
      if (error instanceof CallError) throw error;
      throw new CallError(signal?.aborted ? 'canceled' : 'unavailable');
    }
  }
}
