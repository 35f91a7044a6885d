import type { Ref } from "../../model/text.ts";

/** Where the secrets come from says the head of the file. */
const REQUIRED = ":?see the top of this file";

const upper = (name: string): string => name.toUpperCase().replace(/[^A-Z0-9]+/g, "_");

/** Variables of the exported file. The prefix keeps them apart from what `neotool dev env` puts into a shell, which wins over .env. */
export const credentialVariable = (name: string): string => `NEOTOOL_SECRET_${upper(name)}`;
const portVariable = (service: string, endpoint: string): string => `NEOTOOL_PORT_${upper(service)}_${upper(endpoint)}`;
export const CLUSTER_ID_VARIABLE = "NEOTOOL_KAFKA_CLUSTER_ID";
/** A line for each key pair: its key id, a space, `{"private":…,"public":…}`. */
export const JWT_KEYS_VARIABLE = "NEOTOOL_JWT_KEYS";
export const JWKS_VARIABLE = "NEOTOOL_JWKS";

/** An export is one instance, whatever Compose calls its project. */
const INSTANCE = "compose";

// Until the document is complete a hole stands between control characters, which no definition holds: so one pass at the
// end tells the `$` of a script or a regular expression from the `$` of a variable.
const OPEN = "\u0001";
const CLOSE = "\u0002";
const HOLE = new RegExp(`${OPEN}([^${CLOSE}]*)${CLOSE}`, "g");

/** Filled by Compose; where the variable is missing, `up` stops before it makes anything. */
export const requiredHole = (variable: string): string => `${OPEN}${variable}${REQUIRED}${CLOSE}`;

export const portHole = (service: string, endpoint: string, preferred: number): string => `${OPEN}${portVariable(service, endpoint)}:-${preferred}${CLOSE}`;

/** @param preferredPort Of an endpoint of the stack. */
export const holeFor = (ref: Ref, preferredPort: (service: string, endpoint: string) => number): string => {
  switch (ref.ref) {
    case "credential":
      return requiredHole(credentialVariable(ref.name));
    case "cluster-id":
      return requiredHole(CLUSTER_ID_VARIABLE);
    case "instance-id":
      return INSTANCE;
    case "address-of":
      return ref.service;
    case "host-port":
      return portHole(ref.service, ref.endpoint, preferredPort(ref.service, ref.endpoint));
  }
};

/** The variable, when a text is one required hole and nothing else. */
export const onlyVariableIn = (text: string): string | undefined => new RegExp(`^${OPEN}(\\w+):\\?[^${CLOSE}]*${CLOSE}$`).exec(text)?.[1];

/** Compose's notation: `$$` for a dollar, `${…}` for a hole. */
export const interpolated = (text: string): string => text.replaceAll("$", "$$$$").replaceAll(HOLE, "${$1}");
