package dev.neotool.notes;

import java.util.Map;

/** The variables of `neotool dev env`. Holds secrets, and so has no words of its own for itself. */
final class Environment {
    private final Map<String, String> variables;

    Environment(Map<String, String> variables) {
        this.variables = Map.copyOf(variables);
    }

    String get(String name) {
        String value = variables.get(name);
        if (value == null) throw new IllegalStateException(name + " is not set: start this service with `neotool dev run notes`");
        return value;
    }

    int number(String name) {
        return Integer.parseInt(get(name));
    }

    boolean isTrue(String name) {
        return Boolean.parseBoolean(get(name));
    }
}
