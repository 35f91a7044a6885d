import type { Provision } from "../../engine/provision.ts";
import { candidateNames } from "../../images/present.ts";
import { lockedImage } from "../../images/lock.ts";
import { known, type Known, type Origin } from "../facts/known.ts";
import { isSecretName, type EnvValue, type Mount, type Security, type Workload } from "../facts/workload.ts";

/** A password in an address. */
const WITH_PASSWORD = /:\/\/[^/\s:@]+:[^/\s@]+@/;

/** A value that its definition knows to be secret is not looked at; of others, none that may hold one is kept. */
const valueOf = (name: string, text: string | undefined, defined: EnvValue | undefined): EnvValue =>
  text === undefined || defined?.kind === "secret" || isSecretName(name) || WITH_PASSWORD.test(text) ? { kind: "secret" } : { kind: "literal", text };

/** Under whatever name it was found, an image that its definition asks for is that one; a stand-in is told of elsewhere. */
const imageOf = ({ image }: Workload, { image: { reference } }: Provision, origin: Origin): Known =>
  image && candidateNames(lockedImage(image.value)).includes(reference) ? image : known(reference.replace(/^neotool\.local\//, ""), origin);

const securityOf = ({ security }: Workload, provision: Provision, origin: Origin): Security => {
  const said = (value: string): Known => known(value, origin);
  const list = (names: readonly string[]): Known | undefined => (names.length === 0 ? undefined : said(names.join(",")));
  const isNumber = provision.user !== undefined && /^\d+$/.test(provision.user);
  return {
    runAsUser: isNumber && provision.user !== security.runAsUser?.value && provision.user !== undefined ? said(provision.user) : security.runAsUser,
    readOnlyRootFilesystem: said(String(provision.hasReadOnlyRoot)),
    privileged: said(String(provision.isPrivileged)),
    allowPrivilegeEscalation: said(String(provision.mayGainRights)),
    droppedCapabilities: list(provision.droppedCapabilities),
    addedCapabilities: list(provision.addedCapabilities),
  };
};

/**
 * A service as it really runs: what its runtime gave it, in place of what its definition says by now. Pure.
 *
 * @param origin The question that showed it.
 */
export const asProvided = (defined: Workload, provision: Provision, origin: Origin): Workload => ({
  ...defined,
  image: imageOf(defined, provision, origin),
  digests: provision.image.digests,
  command: provision.command?.map((word) => known(word, origin)) ?? [],
  env: new Map([...provision.env].map(([name, text]) => [name, known(valueOf(name, text, defined.env.get(name)?.value), origin)])),
  mounts: provision.mounts.map(({ path, kind }) => known<Mount>({ path, kind, size: undefined }, origin)),
  resources: { ...(provision.memory !== undefined && { "memory-limit": known(provision.memory, origin) }), ...(provision.cpu !== undefined && { "cpu-limit": known(provision.cpu, origin) }) },
  security: securityOf(defined, provision, origin),
  replicas: known(provision.replicas, origin),
});
