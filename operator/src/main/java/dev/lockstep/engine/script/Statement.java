package dev.lockstep.engine.script;

/// One statement of a script, in any dialect.
///
/// @param number the number in the script, from 1
/// @param line the line of the first word, from 1
/// @param column the column of the first word, from 1
/// @param text the text, without its terminator
public record Statement(int number, int line, int column, String text) {}
