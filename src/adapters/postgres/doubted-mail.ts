/** What the outbox says of a mail that the database before this one may have sent. */
export const WHY_DOUBTED = "the database was restored from a backup, and this may have been sent before that";
