import { Agent, createServer, request, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import { connect, type Socket } from "node:net";
import type { Duplex } from "node:stream";
import { text } from "node:stream/consumers";
import { setTimeout as delay } from "node:timers/promises";
import { tempDir } from "./temp-dir.ts";

/** One call of the program to the engine, counted from 1 since the proxy was armed. */
export interface ProxiedCall {
  readonly number: number;
  /** Without the API's version and the query: `POST /containers/create`. */
  readonly name: string;
}

/**
 * What goes wrong at one call. `before`: the engine never hears of it. `during`: the engine is told, and works on it while
 * it goes wrong. `after`: the engine has done it, and the program never hears of that.
 */
export type Fault =
  | { readonly kind: "kill"; readonly moment: "before" | "during" | "after"; readonly victim: () => void }
  | { readonly kind: "drop"; readonly moment: "before" | "after" }
  | { readonly kind: "delay"; readonly ms: number }
  | { readonly kind: "answer"; readonly status: number }
  /** The answer breaks off in its middle. */
  | { readonly kind: "cut" }
  /** Not passed on until it is released. */
  | { readonly kind: "hold" }
  /** The engine is asked for something else. */
  | { readonly kind: "rewrite"; readonly body: (json: string) => string };

/** Which call: its number, what it looks like, or the first such after another such. */
export type At = number | RegExp | { readonly call: RegExp; readonly after: RegExp };

/** A fault that waits for its call. It happens once. */
export interface Armed {
  /** The call that it happened to. */
  readonly reached: Promise<ProxiedCall>;
  hasHappened(): boolean;
  /** Lets a held call go on. */
  release(): void;
}

export interface FaultProxy extends AsyncDisposable {
  /** What the program's DOCKER_HOST must be. */
  readonly env: { readonly DOCKER_HOST: string };
  /** Every call since the proxy was armed last. */
  calls(): readonly string[];
  arm(at: At, fault: Fault): Armed;
  /** No fault from now on; calls are counted from 1 again. */
  disarm(): void;
  /** As an engine that stops: every connection breaks, and nobody answers any more. */
  stop(): Promise<void>;
  /** As an engine that has started again. */
  start(): Promise<void>;
}

interface Watch extends Armed {
  readonly at: At;
  readonly fault: Fault;
  happen(call: ProxiedCall): void;
  readonly released: Promise<void>;
}

const isAt = (at: At, names: readonly string[]): boolean => {
  const name = names.at(-1) ?? "";
  if (typeof at === "number") return at === names.length;
  return at instanceof RegExp ? at.test(name) : at.call.test(name) && names.some((before) => at.after.test(before));
};

const watchFor = (at: At, fault: Fault): Watch => {
  const reached = Promise.withResolvers<ProxiedCall>();
  const released = Promise.withResolvers<void>();
  let happened = false;
  return {
    at,
    fault,
    reached: reached.promise,
    released: released.promise,
    hasHappened: () => happened,
    release: released.resolve,
    happen: (call) => {
      happened = true;
      reached.resolve(call);
    },
  };
};

const nameOf = ({ method, url = "/" }: IncomingMessage): string => `${method} ${decodeURIComponent(url.replace(/\?.*$/, "").replace(/^\/v\d+\.\d+(?=\/)/, ""))}`;

/** Each side's connection is its own. */
const passable = ({ connection: _own, ...headers }: IncomingHttpHeaders): IncomingHttpHeaders => headers;

/** The one of a pair that ends takes the other with it, whatever it ends of. */
const couple = (one: Duplex, other: Duplex): void => {
  for (const [from, to] of [[one, other], [other, one]] as const) {
    from.pipe(to);
    from.on("error", () => to.destroy());
    from.on("close", () => to.destroy());
  }
};

/** An HTTP proxy on a unix socket before an engine's, which can do harm at exactly one call. Passes streams and hijacked connections. */
export const faultProxy = async (engineSocket: string): Promise<FaultProxy> => {
  const directory = await tempDir();
  const socket = directory.file("proxy.sock");
  const connections = new Set<Socket>();
  // Kept alive: an engine that closes after its answer may do so before it has read the end of a body, which fails the call.
  const agent = new Agent({ keepAlive: true });
  let names: string[] = [];
  let watch: Watch | undefined;

  /** Counts a call, and says what is to happen to it. */
  const faultFor = (incoming: IncomingMessage): Watch | undefined => {
    const name = nameOf(incoming);
    names.push(name);
    if (!watch || watch.hasHappened() || !isAt(watch.at, names)) return undefined;
    watch.happen({ number: names.length, name });
    return watch;
  };

  /** What comes before a call is passed on. @returns whether it still is. */
  const goesOn = async ({ fault, released }: Watch, client: Duplex, refuse: (status: number) => void): Promise<boolean> => {
    if (fault.kind === "delay") await delay(fault.ms);
    if (fault.kind === "hold") await released;
    if (fault.kind === "answer") refuse(fault.status);
    if (fault.kind === "kill" && fault.moment === "before") fault.victim();
    const isLost = (fault.kind === "kill" || fault.kind === "drop") && fault.moment === "before";
    if (isLost) client.destroy();
    return fault.kind !== "answer" && !isLost && !client.destroyed;
  };

  /** What comes instead of the engine's answer. @returns whether anything did. */
  const spoils = (fault: Fault | undefined, client: Duplex): boolean => {
    if (fault?.kind === "kill" && fault.moment === "after") fault.victim();
    const isLost = (fault?.kind === "kill" || fault?.kind === "drop") && fault.moment === "after";
    if (isLost) client.destroy();
    return isLost;
  };

  const answerWith = (answer: IncomingMessage, outgoing: ServerResponse, fault: Fault | undefined): void => {
    outgoing.writeHead(answer.statusCode ?? 502, answer.statusMessage, passable(answer.headers));
    outgoing.flushHeaders();
    if (fault?.kind !== "cut") {
      answer.pipe(outgoing);
      answer.on("error", () => outgoing.destroy());
      return;
    }
    const breakOff = (chunk: Buffer) => outgoing.write(chunk.subarray(0, Math.ceil(chunk.length / 2)), () => outgoing.destroy());
    answer.once("data", breakOff).once("end", () => outgoing.destroy());
  };

  const server = createServer((incoming, outgoing) => void pass(incoming, outgoing));

  const pass = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const armed = faultFor(incoming);
    const refuse = (status: number) => void outgoing.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify({ message: "the proxy says no" }));
    if (armed && !(await goesOn(armed, incoming.socket, refuse))) return;
    const body = armed?.fault.kind === "rewrite" ? armed.fault.body(await text(incoming)) : undefined;
    const headers = { ...passable(incoming.headers), ...(body !== undefined && { "content-length": Buffer.byteLength(body) }) };
    const call = request({ socketPath: engineSocket, agent, method: incoming.method, path: incoming.url, headers }, (answer) => {
      if (!spoils(armed?.fault, incoming.socket)) answerWith(answer, outgoing, armed?.fault);
    });
    call.on("error", () => outgoing.destroy());
    outgoing.on("close", () => call.destroy());
    if (body === undefined) incoming.pipe(call);
    else call.end(body);
    if (armed?.fault.kind === "kill" && armed.fault.moment === "during") call.on("finish", armed.fault.victim);
  };

  /** A hijacked connection: an exec, an attach. What comes after the head is nobody's business but theirs. */
  const hijack = async (incoming: IncomingMessage, client: Duplex, head: Buffer): Promise<void> => {
    const armed = faultFor(incoming);
    client.on("error", () => client.destroy());
    const refuse = (status: number) => void client.end(`HTTP/1.1 ${status} No\r\ncontent-length: 0\r\nconnection: close\r\n\r\n`);
    if (armed && !(await goesOn(armed, client, refuse))) return;
    const engine = connect(engineSocket);
    const { fault } = armed ?? {};
    if (fault?.kind === "cut" || (fault !== undefined && "moment" in fault)) {
      engine.once("data", () => {
        if (!spoils(fault, client)) client.destroy();
      });
    }
    const lines = incoming.rawHeaders.flatMap((name, index, all) => (index % 2 === 0 ? [`${name}: ${all[index + 1] ?? ""}`] : []));
    engine.write([`${incoming.method} ${incoming.url} HTTP/1.1`, ...lines, "", ""].join("\r\n"));
    engine.write(head);
    couple(client, engine);
    if (fault?.kind === "kill" && fault.moment === "during") fault.victim();
  };

  server.on("upgrade", (incoming, client, head) => void hijack(incoming, client, head));
  server.on("connection", (connection: Socket) => {
    connections.add(connection);
    connection.on("close", () => connections.delete(connection));
  });
  const start = () => new Promise<void>((resolve, reject) => server.once("error", reject).listen(socket, resolve));
  const stop = async () => {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    for (const connection of connections) connection.destroy();
    await closed;
  };
  await start();
  return {
    env: { DOCKER_HOST: `unix://${socket}` },
    calls: () => names,
    arm: (at, fault) => {
      names = [];
      return (watch = watchFor(at, fault));
    },
    disarm: () => {
      names = [];
      watch = undefined;
    },
    start,
    stop,
    [Symbol.asyncDispose]: async () => {
      watch?.release();
      if (server.listening) await stop();
      agent.destroy();
      await directory[Symbol.asyncDispose]();
    },
  };
};
