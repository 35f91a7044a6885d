/** What a script makes in a server of Postgres; names alone. */
export interface MadeBySql {
  readonly databases: readonly string[];
  readonly roles: readonly string[];
  /** `role:power` */
  readonly powers: readonly string[];
}

const POWERS = ["SUPERUSER", "CREATEDB", "CREATEROLE", "REPLICATION", "BYPASSRLS"] as const;

/** Behind the name, up to the end of the statement, come its attributes. A variable of psql has no name yet. */
const ROLE = /\b(CREATE|ALTER)\s+(?:ROLE|USER)\s+(?!MAPPING)"?([A-Za-z_][\w-]*)"?([^;]*)/gi;
const DATABASE = /\bCREATE\s+DATABASE\s+"?([A-Za-z_][\w-]*)"?/gi;
const PROGRAM = /\b(createdb|createuser)\b((?:\s+-\S+)*)\s+"?([A-Za-z_][\w-]*)"?/g;

/** Without what a server would not read. */
const withoutComments = (text: string): string => text.replace(/(^|\s)(--\s|--$|#).*$/gm, "$1");

/** Pure. What SQL, or a script around `psql`, says that there is to be. */
export const madeBySql = (text: string): MadeBySql => {
  const code = withoutComments(text);
  const roles = [...code.matchAll(ROLE)].map(([, verb = "", name = "", attributes = ""]) => ({ isNew: verb.toUpperCase() === "CREATE", name, attributes: attributes.toUpperCase().split(/\s+/) }));
  const programs = [...code.matchAll(PROGRAM)].map(([, program = "", options = "", name = ""]) => ({ program, options, name }));
  return {
    databases: [...[...code.matchAll(DATABASE)].map(([, name = ""]) => name), ...programs.filter(({ program }) => program === "createdb").map(({ name }) => name)],
    roles: [...roles.filter(({ isNew }) => isNew).map(({ name }) => name), ...programs.filter(({ program }) => program === "createuser").map(({ name }) => name)],
    powers: [
      ...roles.flatMap(({ name, attributes }) => POWERS.filter((power) => attributes.includes(power)).map((power) => `${name}:${power.toLowerCase()}`)),
      ...programs.flatMap(({ program, options, name }) => (program === "createuser" ? [/\s(-s|--superuser)\b/.test(options) ? [`${name}:superuser`] : [], /\s(-d|--createdb)\b/.test(options) ? [`${name}:createdb`] : []].flat() : [])),
    ],
  };
};
