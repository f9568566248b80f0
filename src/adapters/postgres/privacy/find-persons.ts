import { type Kysely, sql } from "kysely";
import { canonicalAddress, writtenForms } from "../../../domain/email/canonical-address.ts";
import type { ErasedPerson } from "../../../usecases/ports/erasure-store.ts";
import type { Pseudonyms } from "../../../usecases/ports/pseudonyms.ts";
import type { Schema } from "../schema.ts";
import { isAddress, STATED_ADDRESS } from "./is-address.ts";
import { openDoor } from "./open-door.ts";

/** Every column that holds one whole address, and the lists that hold several. */
const ADDRESSES = sql`
  select address from requester union select from_address from message
  union select one ->> 'address' from message, jsonb_array_elements(recipients_to || recipients_cc) as one
  union select address from participant union select address from outbox_recipient
  union select sender_address from inbound_email union select stated -> 'requester' ->> 'address' from inbound_email
  union select answered_by from approval union select address from suppression union select address from automatic_answer
  union select address from release_recipient union select recipient from alert
  union select contact from organisation, jsonb_array_elements_text(document -> 'contacts') as contact`;

/**
 * Whose codes these are, each person by their canonical address: the codes of all addresses are computed where the addresses are
 * (RFC 2104: H(outer, H(inner, text))), in every form that a version gave them.
 */
export async function findPersons(
  db: Kysely<Schema>,
  codes: readonly string[],
  { inner, outer }: Pseudonyms["pads"],
): Promise<Map<string, ErasedPerson>> {
  await openDoor(db);
  const every = sql`(select distinct lower(address) as address from (${ADDRESSES}) as every (address) where address is not null)`;
  const several = await sql<{
    address: string;
  }>`select address from ${every} as one where octet_length(address) > length(address) or position('xn--' in address) > 0`.execute(
    db,
  );
  const forms = several.rows.flatMap(({ address }) =>
    writtenForms(address).map((form) => ({ address, canonical: canonicalAddress(address), form })),
  );
  const each = (name: keyof (typeof forms)[number]) => sql`${forms.map((one) => one[name])}::text[]`;
  const { rows } = await sql<{ code: string; address: string }>`
    select code, address from (
      select address, encode(sha256(${Buffer.from(outer)}::bytea || sha256(${Buffer.from(inner)}::bytea || convert_to(form, 'UTF8'))), 'hex') as code
      from (
        select coalesce(canonical, address) as address, coalesce(form, address) as form
        from ${every} as one left join unnest(${each("address")}, ${each("canonical")}, ${each("form")}) as two (address, canonical, form) using (address)
      ) as each
    ) as coded
    where code = any(${codes}::text[])`.execute(db);
  const found = new Map<string, ErasedPerson>();
  for (const { code, address } of rows) found.set(code, { address, names: await listNames(db, address, []) });
  return found;
}

/** The names that an address was written with: by itself, and by others on these tickets and on those where it has a part. */
export async function listNames(db: Kysely<Schema>, address: string, tickets: readonly number[]): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select distinct name from (
      select name from requester where ${isAddress("address", address)}
      union select from_name from message where ${isAddress("from_address", address)}
      union select one ->> 'name' from message, jsonb_array_elements(recipients_to || recipients_cc) as one
        where ${isAddress(sql`(one ->> 'address')`, address)} and (ticket_id = any(${tickets}::bigint[])
          or ticket_id in (select ticket_id from participant where ${isAddress("address", address)})
          or ticket_id in (select ticket.id from ticket join requester on requester.id = requester_id where ${isAddress("requester.address", address)}))
      union select stated -> 'requester' ->> 'name' from inbound_email where ${isAddress(STATED_ADDRESS, address)}
    ) as every (name) where name <> '' order by name`.execute(db);
  return rows.map(({ name }) => name);
}
