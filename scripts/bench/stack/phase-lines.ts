/** What `up` says on stderr when a service changes its phase. */
export interface PhaseLine {
  readonly service: string;
  readonly phase: string;
}

/** @example phaseLine("   0.3 s  kafka              starting") */
export const phaseLine = (line: string): PhaseLine | undefined => {
  const [, service, phase] = /^\s*[\d.]+ s {2}(\S+)\s+(\S+)/.exec(line) ?? [];
  return service === undefined || phase === undefined ? undefined : { service, phase };
};
