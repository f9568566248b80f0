import type { AgentMailData } from "./agent-mail-data.ts";
import type { OperationsMailData } from "./operations-mail-data.ts";
import type { RequesterMailData } from "./requester-mail-data.ts";

/**
 * What each template is given, whole: a template that asks for anything else does not start. What goes to a requester without an
 * agent having written it holds nothing an outsider wrote (threat T8): no subject, no name, no text.
 */
export interface TemplateData extends RequesterMailData, AgentMailData, OperationsMailData {}

/** What a canned reply (`#template NAME`) is given. `text`: the agent's own, may be empty. */
export interface ReplyTemplateData {
  readonly text: string;
  readonly agentName: string;
  readonly ref: string;
  /** Empty where the requester gave none. */
  readonly requesterName: string;
}
