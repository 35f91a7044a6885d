import { createServer, type IncomingMessage } from "node:http";

/** What a registry does about one repository. */
export type Repository =
  | { readonly status: number }
  /** Wants a token first; answers `status` to who brings one. `token: null`: gives none. */
  | { readonly status: number; readonly token: string | null }
  /** Sends this challenge with its 401, whoever asks. */
  | { readonly challenge: string };

export interface FakeRegistry extends AsyncDisposable {
  /** `127.0.0.1:<port>`: the first part of a reference. */
  readonly host: string;
  /** Every request, in order: `HEAD /v2/app/manifests/1`. */
  readonly requests: readonly string[];
}

/** A registry on this machine: manifests and anonymous tokens, as the distribution protocol has them. */
export const fakeRegistry = async (repositories: Readonly<Record<string, Repository>> = {}): Promise<FakeRegistry> => {
  const requests: string[] = [];
  let host = "";
  const answer = (request: IncomingMessage): { status: number; headers?: Record<string, string>; body?: string } => {
    const url = new URL(request.url ?? "/", "http://registry");
    requests.push(`${request.method} ${url.pathname}`);
    if (url.pathname === "/token") {
      const [, name = ""] = /^repository:(.+):pull$/.exec(url.searchParams.get("scope") ?? "") ?? [];
      const wanted = repositories[name];
      if (!wanted || !("token" in wanted)) return { status: 404 };
      return wanted.token === null ? { status: 403 } : { status: 200, body: wanted.token };
    }
    const [, name = ""] = /^\/v2\/(.+)\/manifests\//.exec(url.pathname) ?? [];
    const repository = repositories[name];
    if (!repository) return { status: 404 };
    if ("challenge" in repository) return { status: 401, headers: { "www-authenticate": repository.challenge } };
    if (!("token" in repository) || request.headers.authorization === "Bearer anonymous") return { status: repository.status };
    const challenge = `Bearer realm="http://${host}/token",service="fake",scope="repository:${name}:pull"`;
    return { status: 401, headers: { "www-authenticate": challenge } };
  };
  const server = createServer((request, response) => {
    const { status, headers = {}, body } = answer(request);
    response.writeHead(status, headers).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  host = `127.0.0.1:${typeof address === "object" && address ? address.port : 0}`;
  return {
    host,
    requests,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};
