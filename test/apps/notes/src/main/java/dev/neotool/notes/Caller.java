package dev.neotool.notes;

import java.util.List;

/** Whose token it is. */
record Caller(String name, List<String> roles) {}
