import { type RawBuilder, sql } from "kysely";
import { addressForms } from "../../../domain/email/canonical-address.ts";

/** A column holds this address, in whichever form an older version wrote it. Columns that grow have an index of `lower(column)`. */
export function isAddress(column: RawBuilder<unknown> | string, address: string): RawBuilder<boolean> {
  const text = typeof column === "string" ? sql.ref(column) : column;
  return sql`lower(${text}) = any(${addressForms(address)}::text[])`;
}

/** Whom a request by the API or a form was about. */
export const STATED_ADDRESS = sql`(stated -> 'requester' ->> 'address')`;
