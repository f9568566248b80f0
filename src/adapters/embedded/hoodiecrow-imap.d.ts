declare module "hoodiecrow-imap" {
  import type { Server, Socket } from "node:net";

  export interface HoodiecrowMessage {
    uid: number;
    flags: string[];
    internaldate: string;
    raw: string;
  }

  export interface HoodiecrowMailbox {
    uidvalidity: number;
    uidnext: number;
    messages: HoodiecrowMessage[];
  }

  export interface HoodiecrowConnection {
    socket: Socket | null;
    inputHandler: false | ((line: string) => void);
  }

  export interface Hoodiecrow {
    server: Server;
    connectionHandlers: ((connection: HoodiecrowConnection) => void)[];
    getMailbox(path: string): HoodiecrowMailbox | undefined;
    createMailbox(path: string, mailbox: { uidvalidity: number }): void;
    appendMessage(path: string, flags: string[], internalDate: Date, raw: string): { message: HoodiecrowMessage };
  }

  export interface HoodiecrowOptions {
    plugins: (string | ((server: Hoodiecrow) => void))[];
    users: Record<string, { password: string }>;
    storage: Record<string, { uidvalidity?: number }>;
  }

  export default function hoodiecrow(options: HoodiecrowOptions): Hoodiecrow;
}
