import { applicationPairs, servicePairs, type Comparison } from "../comparison.ts";
import type { Known } from "../facts/known.ts";
import type { Security } from "../facts/workload.ts";
import { finding, side, type Finding, type Severity, type Side } from "../finding.ts";
import type { Pair } from "../match/match.ts";

interface Weight {
  readonly severity: Severity;
  /** One sentence. */
  readonly why: string;
}

/** Something that a program may not do, or may do beyond others. */
interface Aspect {
  readonly subject: string;
  /** `undefined`: nobody says, so it is as usual. */
  of(security: Security): Known | undefined;
  text(value: string): string;
  /** Production has it, and our side not so. */
  readonly there: Weight;
  /** The same of an application, which is our own code and may do what others are known not to do. @default as with others */
  readonly applications?: Severity;
  /** Our side alone has it. @default nothing is said */
  readonly here?: Weight;
}

const ifTrue = (known: Known | undefined): Known | undefined => (known?.value === "true" ? known : undefined);

const CAPABILITY = "What needs such a capability";

const ASPECTS: readonly Aspect[] = [
  {
    subject: "privileged",
    of: ({ privileged }) => ifTrue(privileged),
    text: () => "privileged",
    there: { severity: "warning", why: "Whoever takes it over has its node." },
    here: { severity: "warning", why: "What only the owner of a machine may do works here and is refused there." },
  },
  {
    subject: "read-only-root",
    of: ({ readOnlyRootFilesystem }) => ifTrue(readOnlyRootFilesystem),
    text: () => "its file system is read-only",
    there: { severity: "info", why: "A file that it writes beside its volumes is refused there." },
    // Our own code may write beside its volumes; other people's programs are known to run so.
    applications: "warning",
    here: { severity: "info", why: "A file that it writes beside its volumes is refused here." },
  },
  {
    subject: "user",
    of: ({ runAsUser }) => runAsUser,
    text: (user) => `as user ${user}`,
    there: { severity: "info", why: "Files and folders that another user owns cannot be read or written there." },
    here: { severity: "info", why: "Files and folders that another user owns cannot be read or written here." },
  },
  {
    subject: "non-root",
    of: ({ runAsNonRoot, runAsUser }) => (runAsUser ? undefined : ifTrue(runAsNonRoot)),
    text: () => "not as root",
    there: { severity: "info", why: "What only root may do is refused there." },
  },
  {
    subject: "capabilities",
    of: ({ droppedCapabilities }) => droppedCapabilities,
    text: (names) => `without ${names}`,
    there: { severity: "info", why: `${CAPABILITY} is refused there.` },
    here: { severity: "info", why: `${CAPABILITY} is refused here.` },
  },
  {
    subject: "added-capabilities",
    of: ({ addedCapabilities }) => addedCapabilities,
    text: (names) => `with ${names}`,
    there: { severity: "info", why: `${CAPABILITY} works there, and is refused here.` },
    here: { severity: "warning", why: `${CAPABILITY} works here, and is refused there.` },
  },
  {
    subject: "privilege-escalation",
    of: ({ allowPrivilegeEscalation }) => (allowPrivilegeEscalation?.value === "false" ? allowPrivilegeEscalation : undefined),
    text: () => "no way to more rights",
    there: { severity: "info", why: "A program with setuid fails there." },
  },
];

const USUAL = side("as its image has it");

/** What a definition takes for granted of an image is no word of ours. */
const isSaid = ({ origin }: Known): boolean => origin.kind === "query";

const securityFindings = ({ local, production }: Pair): readonly Finding[] => {
  const isOurs = local.kind === "application";
  const usual = isOurs ? side("runs on this machine as you", local.origin) : side(USUAL.text, local.origin);
  return ASPECTS.flatMap(({ subject, of, text, there, here, applications }): readonly Finding[] => {
    const [ours, theirs] = [of(local.security), of(production.security)];
    if (ours?.value === theirs?.value) return [];
    const shown = (known: Known | undefined, otherwise: Side): Side => (known ? side(text(known.value), known.origin) : otherwise);
    const sides = { local: ours && isSaid(ours) ? shown(ours, usual) : usual, production: shown(theirs, USUAL) };
    if (theirs) {
      const fix = isOurs ? `Try ${local.name} in a container with the same security context.` : subject === "privileged" ? "Take privileged away in production." : "Nothing; it is good to know.";
      return [finding(local.name, "security", subject, { ...there, ...(isOurs && applications && { severity: applications }), ...sides, fix })];
    }
    return ours && here && isSaid(ours) ? [finding(local.name, "security", subject, { ...here, ...sides, fix: `Make ${local.name} anew without it, or let production run it so.` })] : [];
  });
};

/** What pods may not do, and what they may beyond others. */
export const securityAxis = (comparison: Comparison): readonly Finding[] => [...servicePairs(comparison), ...applicationPairs(comparison)].flatMap(securityFindings);
