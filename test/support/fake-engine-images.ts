import type { Call, Handler } from "./fake-engine.ts";

/** An image as the fake engine keeps it. */
export interface FakeImage {
  readonly id: string;
  /** The names under which it is known. */
  readonly names: readonly string[];
  readonly sizeBytes?: number;
  readonly labels?: Readonly<Record<string, string>>;
  /** What the engine recorded at a pull: `name@sha256:…`. */
  readonly digests?: readonly string[];
  /** What the pull says on its way, a line each. */
  readonly events?: readonly unknown[];
  /** In place of a pull that succeeds. */
  readonly refusal?: { readonly status: number; readonly message: string };
}

const IMAGE = /^\/images\/(.+)\/(json|tag)$/;

/** The fake engine's images. An "archive" of it is a JSON document: nobody but the engine looks inside. */
export const fakeImages = (initial: readonly FakeImage[], pullable: Readonly<Record<string, FakeImage>>) => {
  const byName = new Map<string, FakeImage>();
  const logins: string[] = [];
  const keep = (image: FakeImage) => {
    for (const name of [...image.names, ...(image.digests ?? [])]) byName.set(name, image);
  };
  initial.forEach(keep);

  const inspect = (call: Call, name: string) => {
    const image = byName.get(name);
    if (!image) return call.answer(404, { message: `No such image: ${name}` });
    call.answer(200, { Id: image.id, Size: image.sizeBytes ?? 1_000_000, RepoTags: image.names, RepoDigests: image.digests ?? [], Config: { Labels: image.labels ?? null } });
  };

  const pull = (call: Call) => {
    const [repository, version] = [call.query.get("fromImage") ?? "", call.query.get("tag") ?? "latest"];
    const login = call.headers["x-registry-auth"];
    if (typeof login === "string") logins.push(Buffer.from(login, "base64url").toString("utf8"));
    const reference = `${repository}${version.includes(":") ? "@" : ":"}${version}`;
    const image = pullable[reference];
    if (!image) return call.answer(404, { message: `manifest for ${reference} not found` });
    if (image.refusal) return call.answer(image.refusal.status, { message: image.refusal.message });
    call.response.writeHead(200, { "content-type": "application/json" });
    for (const event of image.events ?? []) call.response.write(`${JSON.stringify(event)}\r\n`);
    const hasFailed = (image.events ?? []).some((event) => JSON.stringify(event).includes("errorDetail"));
    if (!hasFailed) keep(image);
    call.response.end();
  };

  const tag = (call: Call, name: string) => {
    const image = byName.get(name);
    if (!image) return call.answer(404, { message: `No such image: ${name}` });
    keep({ ...image, names: [...image.names, `${call.query.get("repo")}:${call.query.get("tag")}`] });
    call.answer(201);
  };

  const load = async (call: Call) => {
    const loaded: readonly FakeImage[] = JSON.parse((await call.body()).toString("utf8"));
    loaded.forEach(keep);
    call.answer(200, { stream: `Loaded ${loaded.length} images` });
  };

  const handle: Handler = async (call) => {
    const [, name = "", act] = IMAGE.exec(call.path) ?? [];
    if (act === "json") inspect(call, name);
    else if (act === "tag") tag(call, name);
    else if (call.path === "/images/create") pull(call);
    else if (call.path === "/images/load") await load(call);
    else if (call.path === "/images/get") call.answer(200, call.query.getAll("names").map((one) => byName.get(one)));
    else return false;
    return true;
  };
  return {
    handle,
    names: (): readonly string[] => [...byName.keys()].sort(),
    keep,
    /** What each pull sent to log in with, as JSON. */
    logins,
  };
};
