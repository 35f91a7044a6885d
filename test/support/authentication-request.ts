import { once } from "node:events";
import { connect } from "node:net";

const PROTOCOL_3 = 196_608;
const CLEARTEXT = 3;
const MD5 = 5;
const SASL = 10;

const startupMessage = (user: string, database: string): Buffer => {
  const parameters = Buffer.from(`user\0${user}\0database\0${database}\0\0`);
  const head = Buffer.alloc(8);
  head.writeInt32BE(head.length + parameters.length, 0);
  head.writeInt32BE(PROTOCOL_3, 4);
  return Buffer.concat([head, parameters]);
};

/** How a Postgres server or pooler wants a client to prove itself: its first answer on the wire, before any password is sent. */
export const authenticationRequest = async (port: number, user: string, database: string): Promise<string> => {
  const socket = connect(port, "127.0.0.1");
  try {
    await once(socket, "connect");
    socket.write(startupMessage(user, database));
    const [answer]: unknown[] = await once(socket, "data");
    if (!Buffer.isBuffer(answer) || answer.toString("latin1", 0, 1) !== "R") return `no authentication request: ${String(answer)}`;
    const code = answer.readInt32BE(5);
    if (code === CLEARTEXT) return "plain";
    if (code === MD5) return "md5";
    return code === SASL ? answer.toString("latin1", 9).replaceAll("\0", " ").trim() : `code ${code}`;
  } finally {
    socket.destroy();
  }
};
