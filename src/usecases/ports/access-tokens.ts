/** The access tokens of one mailbox. */
export interface AccessTokens {
  /** One that is good for now. Fails with an `AdapterError`, `token-refused` (not retryable) or `token-unavailable`. */
  get(): Promise<string>;
  /** Says that a server refused this one; true when there is, or may be had, another one to try at once. */
  refused(token: string): Promise<boolean>;
}
