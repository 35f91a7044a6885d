import { parse } from "yaml";
import * as z from "zod/mini";
import { DevError } from "../../errors/dev-error.ts";
import { readIfThere, writeAtomically } from "../../platform/files.ts";

const schema = z.object({
  clusters: z.tuple([z.object({ cluster: z.object({ server: z.string(), "certificate-authority-data": z.string() }) })]),
  users: z.tuple([z.object({ user: z.object({ "client-certificate-data": z.string(), "client-key-data": z.string() }) })]),
});

/** How to reach the API of a cluster, and as whom. Secret. */
export interface Access {
  readonly server: URL;
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
}

const FOR_THIS_USER = 0o600;

const decoded = (base64: string): string => Buffer.from(base64, "base64").toString("utf8");

/** Keeps what k3d says of a cluster. As JSON, which is YAML too: who only looks needs no parser for more. */
export const keepKubeconfig = (path: string, yaml: string): Promise<void> => writeAtomically(path, `${JSON.stringify(parse(yaml), null, 2)}\n`, FOR_THIS_USER);

/** `undefined` when there is none. @throws {DevError} `CLUSTER_FAILED` for one that is not ours to read. */
export const readAccess = async (path: string): Promise<Access | undefined> => {
  const content = await readIfThere(path);
  if (content === undefined) return undefined;
  const { success, data } = z.safeParse(schema, asJson(content));
  if (!success) throw new DevError("CLUSTER_FAILED", `${path} is no kubeconfig that neotool wrote`, { hint: "Delete it: the next `neotool dev up` asks k3d again." });
  const [{ cluster }] = data.clusters;
  const [{ user }] = data.users;
  return { server: new URL(cluster.server), ca: decoded(cluster["certificate-authority-data"]), cert: decoded(user["client-certificate-data"]), key: decoded(user["client-key-data"]) };
};

const asJson = (content: string): unknown => {
  try {
    return JSON.parse(content);
  } catch {
    return undefined;
  }
};
