/**
 * How one attempt to post ended. `answered`: the receiver gave a status; `word` is its own short code where it gave one. `unreachable`:
 * nobody knows whether it has the delivery; `code` is that of the network. `refused`: we did not connect, because the address is not one
 * a webhook may reach.
 */
export type PostResult =
  | {
      readonly kind: "answered";
      readonly status: number;
      readonly retryAfterSeconds: number | null;
      readonly word: string | null;
    }
  | { readonly kind: "unreachable"; readonly code: string }
  | { readonly kind: "refused"; readonly why: string };
