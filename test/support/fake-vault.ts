import { createServer } from "node:http";
import { text } from "node:stream/consumers";

interface Secret {
  readonly version: number;
  /** `null`: deleted, but its versions go on. */
  readonly data: Readonly<Record<string, string>> | null;
}

export interface FakeVault extends AsyncDisposable {
  readonly address: string;
  readonly token: string;
  /** What lies at `secret/<path>`. */
  at(path: string): Secret | undefined;
  put(path: string, data: Readonly<Record<string, string>>): void;
  delete(path: string): void;
  /** Called once, before the next write is looked at: somebody else was faster. */
  beforeWrite: () => void;
  /** In place of every answer. */
  broken: { readonly status: number; readonly body: string } | undefined;
}

/** Vault's KV version 2 at `secret/`, with compare-and-set and deleted secrets, over HTTP. */
export const fakeVault = async (): Promise<FakeVault> => {
  const secrets = new Map<string, Secret>();
  const token = "vault-root-token";
  let address = "";
  const put = (path: string, data: Secret["data"]) => void secrets.set(path, { version: (secrets.get(path)?.version ?? 0) + 1, data });
  const vault: FakeVault = {
    get address() {
      return address;
    },
    token,
    at: (path) => secrets.get(path),
    put,
    delete: (path) => void secrets.set(path, { version: secrets.get(path)?.version ?? 0, data: null }),
    beforeWrite: () => {},
    broken: undefined,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  const read = (secret: Secret | undefined): readonly [number, unknown] => {
    if (!secret) return [404, { errors: [] }];
    return [secret.data === null ? 404 : 200, { data: { data: secret.data, metadata: { version: secret.version } } }];
  };
  const write = (path: string, body: string): readonly [number, unknown] => {
    const hook = vault.beforeWrite;
    vault.beforeWrite = () => {};
    hook();
    const { data, options }: { data: Readonly<Record<string, string>>; options?: { cas?: number } } = JSON.parse(body);
    const version = secrets.get(path)?.version ?? 0;
    if (options?.cas !== undefined && options.cas !== version) return [400, { errors: ["check-and-set parameter did not match the current version"] }];
    put(path, data);
    return [200, { data: { version: version + 1 } }];
  };
  const server = createServer(async (request, response) => {
    const body = await text(request);
    const [, path] = /^\/v1\/secret\/data\/(.+)$/.exec(request.url ?? "") ?? [];
    const answer = (): readonly [number, unknown] => {
      if (request.headers["x-vault-token"] !== token) return [403, { errors: ["permission denied"] }];
      if (path === undefined) return [404, { errors: ["no handler for route"] }];
      return request.method === "POST" ? write(path, body) : read(secrets.get(path));
    };
    if (vault.broken) return void response.writeHead(vault.broken.status).end(vault.broken.body);
    const [status, value] = answer();
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(value));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const bound = server.address();
  address = `http://127.0.0.1:${typeof bound === "object" && bound ? bound.port : 0}`;
  return vault;
};
