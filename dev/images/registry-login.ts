import { join } from "node:path";
import { exec } from "../platform/exec.ts";
import { readIfThere } from "../platform/files.ts";

/** What the engine wants beside a pull; it keeps no logins of its own. */
type RegistryLogin =
  | { readonly username: string; readonly password: string; readonly serveraddress: string }
  | { readonly identitytoken: string; readonly serveraddress: string };

/** Docker Hub's key in the docker configuration, for historical reasons. */
const HUB = "https://index.docker.io/v1/";

/** What a helper gives as the user's name when the secret is an identity token and no password. */
const TOKEN_USER = "<token>";

interface StoredLogin {
  /** User and password as base64. */
  readonly auth?: string;
  /** Where the registry gave one for the password, which is not kept then. */
  readonly identitytoken?: string;
}

interface DockerConfig {
  readonly auths?: Readonly<Record<string, StoredLogin>>;
  readonly credsStore?: string;
  readonly credHelpers?: Readonly<Record<string, string>>;
}

const readConfig = async (directory: string): Promise<DockerConfig> => {
  try {
    const config: DockerConfig = JSON.parse((await readIfThere(join(directory, "config.json"))) ?? "{}");
    return config;
  } catch {
    return {}; // as the docker CLI: a file that cannot be read holds no login, and most images need none
  }
};

/**
 * The login that `docker login` stored for a registry, so that a paid or private pull works here too.
 *
 * @returns undefined when there is none: an anonymous pull.
 */
export const registryLogin = async (registry: string, dockerConfigDir: string): Promise<RegistryLogin | undefined> => {
  const { auths = {}, credHelpers = {}, credsStore } = await readConfig(dockerConfigDir);
  const serveraddress = registry === "docker.io" ? HUB : registry;
  const helper = credHelpers[serveraddress] ?? credHelpers[registry] ?? credsStore;
  if (helper) return fromHelper(helper, serveraddress);
  const { auth, identitytoken } = auths[serveraddress] ?? auths[`https://${serveraddress}`] ?? {};
  if (identitytoken) return { identitytoken, serveraddress };
  if (!auth) return undefined;
  const [username = "", ...rest] = Buffer.from(auth, "base64").toString("utf8").split(":");
  return { username, password: rest.join(":"), serveraddress };
};

/** The protocol of docker's credential helpers: the server's address in, JSON out; a failure means "none stored". */
const fromHelper = async (helper: string, serveraddress: string): Promise<RegistryLogin | undefined> => {
  const hint = `Check the credential helper "${helper}" of your docker configuration.`;
  try {
    const answer = await exec(`docker-credential-${helper}`, ["get"], { hint, input: serveraddress, timeoutMs: 10_000 });
    const { Username, Secret }: { Username: string; Secret: string } = JSON.parse(answer);
    return Username === TOKEN_USER ? { identitytoken: Secret, serveraddress } : { username: Username, password: Secret, serveraddress };
  } catch {
    return undefined;
  }
};
