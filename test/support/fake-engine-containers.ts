import { createServer } from "node:http";
import type { Call, Handler } from "./fake-engine.ts";

interface Thing {
  readonly id: string;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
}

interface CreateBody {
  readonly Name?: string;
  readonly Driver?: string;
  readonly Labels?: Readonly<Record<string, string>>;
  readonly HostConfig?: { readonly PortBindings?: Readonly<Record<string, readonly { readonly HostPort: string }[]>> };
}

/** What goes wrong in the engine's own machinery. */
export interface Faults {
  /** What a published port answers with, if at all. @default "neotool" */
  word?: string | null;
  /** How a container that looks for another by its name ends. @default 0 */
  clientExit?: number;
}

const ACT = /^\/(containers|volumes|networks)\/([^/]+)(?:\/(start|wait))?$/;

/** Containers, volumes and networks of the fake engine. A started container with a published port is a real HTTP server. */
export const fakeContainers = () => {
  const kinds = { containers: new Map<string, Thing>(), volumes: new Map<string, Thing>(), networks: new Map<string, Thing>() } as const;
  const ports = new Map<string, number>();
  const servers = new Map<string, AsyncDisposable>();
  const faults: Faults = {};
  let made = 0;

  const create = async (call: Call, kind: keyof typeof kinds, name: string, { Labels = {}, HostConfig }: CreateBody) => {
    const id = kind === "volumes" ? name : `${kind}-${(made += 1)}`;
    kinds[kind].set(id, { id, name, labels: Labels });
    const port = Object.values(HostConfig?.PortBindings ?? {})[0]?.[0]?.HostPort;
    if (port !== undefined) ports.set(id, Number(port));
    call.answer(201, { Id: id, Name: name, Labels });
  };

  const list = (call: Call, kind: keyof typeof kinds) => {
    const filters: { label?: string[] } = JSON.parse(call.query.get("filters") ?? "{}");
    const isShown = (id: string) => kind !== "containers" || servers.has(id) || (call.query.get("all") ?? "false") !== "false";
    const found = [...kinds[kind].values()].filter(({ id, labels }) => isShown(id) && (filters.label ?? []).every((key) => key in labels));
    const shown = found.map(({ id, name, labels }) => ({ Id: id, Name: name, Names: [`/${name}`], Labels: labels, Driver: "bridge" }));
    call.answer(200, kind === "volumes" ? { Volumes: shown } : shown);
  };

  const start = async (id: string) => {
    const port = ports.get(id);
    const word = faults.word === undefined ? "neotool\n" : faults.word;
    if (port === undefined || word === null) return;
    const server = createServer((_request, response) => void response.end(word));
    await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
    servers.set(id, {
      [Symbol.asyncDispose]: async () => {
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
      },
    });
  };

  const remove = async (id: string) => {
    await servers.get(id)?.[Symbol.asyncDispose]();
    servers.delete(id);
    for (const things of Object.values(kinds)) things.delete(id);
  };

  const handle: Handler = async (call) => {
    const { method, path } = call;
    if (method === "GET" && path === "/containers/json") list(call, "containers");
    else if (method === "GET" && path === "/volumes") list(call, "volumes");
    else if (method === "GET" && path === "/networks") list(call, "networks");
    else if (method === "POST" && /^\/(containers|volumes|networks)\/create$/.test(path)) {
      const kind = path.startsWith("/containers") ? "containers" : path.startsWith("/volumes") ? "volumes" : "networks";
      const body: CreateBody = JSON.parse((await call.body()).toString("utf8"));
      await create(call, kind, body.Name ?? call.query.get("name") ?? "", body);
    } else {
      const [, , id = "", act] = ACT.exec(path) ?? [];
      if (id === "") return false;
      if (act === "start") await start(id);
      if (method === "DELETE") await remove(id);
      call.answer(act === "wait" ? 200 : 204, act === "wait" ? { StatusCode: faults.clientExit ?? 0 } : undefined);
    }
    return true;
  };
  return {
    handle,
    faults,
    /** Puts something there that a test has not made through the engine's API. */
    plant: (kind: keyof typeof kinds, name: string, labels: Readonly<Record<string, string>> = {}) => void kinds[kind].set(name, { id: name, name, labels }),
    /** Everything that is there: `container neotool-x`. */
    all: (): readonly string[] => Object.entries(kinds).flatMap(([kind, things]) => [...things.values()].map(({ name }) => `${kind.slice(0, -1)} ${name}`)),
    [Symbol.asyncDispose]: async () => {
      for (const server of servers.values()) await server[Symbol.asyncDispose]();
    },
  };
};
