import { DevError } from "../errors/dev-error.ts";
import { ANY_PORT } from "../model/service.ts";

/** One endpoint's wish. */
export interface PortWish {
  /** `service.endpoint`. */
  readonly key: string;
  readonly preferred: number;
  /** Asked for by `--port`: this one or an error. */
  readonly asked: number | undefined;
  /** Bound by this instance's own running container: it is "busy" because we are there. */
  readonly bound: number | undefined;
  /** What this instance had last time for the same preferred port. */
  readonly remembered: number | undefined;
  /** A program lets go of what it has bound at its own start only, behind the containers. @default false */
  readonly isProgram?: boolean;
}

export interface PortMove {
  readonly key: string;
  readonly preferred: number;
  readonly port: number;
  /** Who has the preferred one, in words; `undefined` when the system does not say. */
  readonly holder: string | undefined;
  /** It had moved before, and stays. */
  readonly remembered: boolean;
}

export interface ChosenPorts {
  readonly ports: ReadonlyMap<string, number>;
  readonly moves: readonly PortMove[];
}

/** What must be asked of the machine. */
export interface PortQuestions {
  isFree(port: number): Promise<boolean>;
  /** For example `process 812 (postgres)` or `container shop-db-1 of Compose project shop`. */
  holderOf(port: number): Promise<string | undefined>;
  ephemeral(): Promise<number>;
}

/** 5432 → 15432 → 25432: people still recognise them. */
const STEP = 10_000;
const HIGHEST = 65_535;

/**
 * A port that was asked for is exact, or an error that names its holder; a preferred one may move, and stays moved.
 *
 * @param strict Preferred ports may not move either.
 * @throws {DevError} `PORT_BUSY` with every busy port at once.
 */
export const choosePorts = async (wishes: readonly PortWish[], strict: boolean, machine: PortQuestions): Promise<ChosenPorts> => {
  const ports = new Map<string, number>();
  const moves: PortMove[] = [];
  const busy: string[] = [];
  const isOurs = (port: number, { bound }: PortWish) => port === bound;
  const isTaken = (port: number) => [...ports.values()].includes(port);
  const left = new Set(wishes.flatMap((wish) => (wish.isProgram !== true && firstChoice(wish, strict) !== wish.bound ? (wish.bound ?? []) : [])));
  const isUsable = async (port: number, wish: PortWish) => !isTaken(port) && (isOurs(port, wish) || left.has(port) || (await machine.isFree(port)));

  for (const wish of wishes) {
    const prefersAny = wish.preferred === ANY_PORT;
    const exact = exactPort(wish, strict);
    if (exact !== undefined) {
      if (await isUsable(exact, wish)) ports.set(wish.key, exact);
      else busy.push(`${wish.key} wants port ${exact}, which ${heldBy(isTaken(exact) ? "another service of this stack" : await machine.holderOf(exact))}`);
      continue;
    }
    const port = await firstUsable(candidates(wish), (candidate) => isUsable(candidate, wish), machine);
    ports.set(wish.key, port);
    if (port !== wish.preferred && !prefersAny) {
      const remembered = port === wish.remembered;
      moves.push({ key: wish.key, preferred: wish.preferred, port, remembered, holder: remembered ? undefined : await machine.holderOf(wish.preferred) });
    }
  }
  if (busy.length > 0) throw portsBusy(busy, strict);
  return { ports, moves };
};

const exactPort = ({ asked, preferred }: PortWish, strict: boolean): number | undefined => asked ?? (strict && preferred !== ANY_PORT ? preferred : undefined);

/** Another one than it has bound: it leaves that, and services may change places. */
const firstChoice = (wish: PortWish, strict: boolean): number | undefined => exactPort(wish, strict) ?? candidates(wish)[0];

/** Last time's, then the one people expect, then its recognisable neighbours. */
const candidates = ({ preferred, remembered }: PortWish): readonly number[] => {
  const last = remembered === undefined ? [] : [remembered];
  if (preferred === ANY_PORT) return last;
  const neighbours: number[] = [];
  for (let port = preferred + STEP; port <= HIGHEST; port += STEP) neighbours.push(port);
  return [...last, preferred, ...neighbours];
};

/** Of the thousands that the system deals out, others that start now may have chosen some. */
const DEALS = 50;

const firstUsable = async (ports: readonly number[], isUsable: (port: number) => Promise<boolean>, machine: PortQuestions): Promise<number> => {
  for (const port of ports) if (await isUsable(port)) return port;
  let dealt = await machine.ephemeral();
  for (let deal = 1; deal < DEALS && !(await isUsable(dealt)); deal += 1) dealt = await machine.ephemeral();
  return dealt;
};

const heldBy = (holder: string | undefined): string => (holder === undefined ? "is taken (by a process that this user may not see)" : `is taken by ${holder}`);

const portsBusy = (busy: readonly string[], strict: boolean): DevError =>
  new DevError("PORT_BUSY", busy.length === 1 ? `${busy[0]}` : `${busy.length} ports are taken`, {
    hint: `End the holder, or choose another port: --port postgres=15432${strict ? ", or leave --strict-ports away and the port moves" : ""}.`,
    evidence: busy.length === 1 ? [] : busy,
  });

/** The line that `up` prints: a port never moves silently. */
export const formatMove = ({ key, preferred, port, holder, remembered }: PortMove): string =>
  remembered ? `${key} is at ${port} (moved from ${preferred} before)` : `${key} moved from ${preferred} to ${port}: ${preferred} ${heldBy(holder)}`;
