package dev.lockstep.engine.script;

/// One statement of a script, in any dialect.
///
/// @param number its number in the script, from 1
/// @param line the line of its first word, from 1
/// @param column the column of its first word, from 1
/// @param text its text, without what ends it
public record Statement(int number, int line, int column, String text) {}
