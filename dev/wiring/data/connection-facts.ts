import type { ConnectionFacts } from "../../env/connections.ts";
import { privateKeyPath, publicKeyPath, readJwtKeys } from "../../secrets/jwt-keys.ts";
import type { KnownInstance } from "../known-instance.ts";
import type { Project } from "../project.ts";

/** What the environment of a consumer is made from. Holds secrets. */
export const connectionFacts = async ({ directory, settings }: Project, { credentials, ports }: Pick<KnownInstance, "credentials" | "ports">, role: ConnectionFacts["role"]): Promise<ConnectionFacts> => {
  const [newest] = await readJwtKeys(directory.jwt);
  const { jwt } = directory;
  return {
    settings,
    ports,
    credentials,
    role,
    jwt: newest && { kid: newest.kid, publicPem: newest.publicPem, privatePem: newest.privatePem, publicPath: publicKeyPath(jwt, newest.kid), privatePath: privateKeyPath(jwt, newest.kid) },
  };
};
