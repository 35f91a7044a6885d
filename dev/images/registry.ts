import { rootMessage } from "../errors/dev-error.ts";
import { parseReference, type ImageReference } from "./reference.ts";

/** What a registry says of a reference. `gone`: repository or tag does not exist. `offline`: nobody answered. */
type SourceVerdict = "there" | "gone" | "needs-login" | "rate-limited" | "offline" | "failing";

export interface SourceAnswer {
  readonly source: string;
  readonly verdict: SourceVerdict;
  /** Status code or network error, for people. */
  readonly detail: string;
}

const ACCEPT = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.v2+json",
].join(", ");

const isLocal = (registry: string): boolean => /^(localhost|127\.\d+\.\d+\.\d+)(:\d+)?$/.test(registry);

const apiBase = (registry: string): string => {
  if (registry === "docker.io") return "https://registry-1.docker.io";
  return `${isLocal(registry) ? "http" : "https"}://${registry}`; // as the docker CLI: plain HTTP on loopback only
};

/** `Bearer realm="…",service="…",scope="…"` → the address to ask for an anonymous token. */
export const tokenAddress = (challenge: string | null): URL | undefined => {
  const fields = new Map([...(challenge ?? "").matchAll(/(\w+)="([^"]*)"/g)].map(([, key = "", value = ""]) => [key, value]));
  const realm = fields.get("realm");
  if (realm === undefined || !URL.canParse(realm) || !/^Bearer /i.test(challenge ?? "")) return undefined;
  const address = new URL(realm);
  for (const key of ["service", "scope"]) {
    const value = fields.get(key);
    if (value !== undefined) address.searchParams.set(key, value);
  }
  return address;
};

/**
 * Asks a registry whether a reference still exists, without pulling anything: a HEAD on the manifest, which no
 * registry counts against a pull limit. Never throws: not being able to ask is an answer.
 */
export const askSource = async (source: string, signal: AbortSignal): Promise<SourceAnswer> => {
  const reference = parseReference(source);
  const answer = (verdict: SourceVerdict, detail: string): SourceAnswer => ({ source, verdict, detail });
  try {
    const first = await head(reference, undefined, signal);
    if (first.status !== 401) return answer(verdictOf(first.status), `HTTP ${first.status}`);
    const address = tokenAddress(first.headers.get("www-authenticate"));
    if (!address) return answer("needs-login", "HTTP 401");
    const asked = await fetch(address, { signal });
    const token = tokenIn(await asked.text());
    if (!asked.ok || token === undefined) return answer(asked.ok ? "failing" : verdictOf(asked.status), `no anonymous token: HTTP ${asked.status}`);
    const second = await head(reference, token, signal);
    if (second.status !== 401 && second.status !== 403) return answer(verdictOf(second.status), `HTTP ${second.status}`);
    return answer(await refusedOrGone(reference, signal), `HTTP ${second.status} with an anonymous token`);
  } catch (error) {
    return answer("offline", rootMessage(error));
  }
};

/** Docker's name for it, or OAuth's. */
const tokenIn = (body: string): string | undefined => {
  try {
    const granted: { token?: string; access_token?: string } = JSON.parse(body);
    return granted.token ?? granted.access_token;
  } catch {
    return undefined;
  }
};

const head = (reference: ImageReference, token: string | undefined, signal: AbortSignal): Promise<Response> =>
  fetch(`${apiBase(reference.registry)}/v2/${reference.repository}/manifests/${reference.version}`, {
    method: "HEAD",
    headers: { accept: ACCEPT, ...(token !== undefined && { authorization: `Bearer ${token}` }) },
    signal,
  });

const verdictOf = (status: number): SourceVerdict => {
  if (status >= 200 && status < 300) return "there";
  if (status === 404) return "gone";
  if (status === 429) return "rate-limited";
  if (status === 401 || status === 403) return "needs-login";
  return "failing";
};

/** Docker Hub refuses a deleted repository just as it refuses a private one; its own API tells them apart for public ones. */
const refusedOrGone = async ({ registry, repository }: ImageReference, signal: AbortSignal): Promise<SourceVerdict> => {
  if (registry !== "docker.io") return "needs-login";
  const page = await fetch(`https://hub.docker.com/v2/repositories/${repository}/`, { method: "HEAD", signal });
  return page.status === 404 ? "gone" : "needs-login";
};

const WORDS: Readonly<Record<SourceVerdict, string>> = {
  there: "there",
  gone: "gone: the repository or tag does not exist (or is private)",
  "needs-login": "needs a login: docker login",
  "rate-limited": "refuses for now: its pull limit is reached (docker login raises it)",
  offline: "cannot be reached",
  failing: "does not work at the moment",
};

/** One line for people. */
export const formatAnswer = ({ source, verdict, detail }: SourceAnswer): string => `${source}: ${WORDS[verdict]} (${detail})`;
