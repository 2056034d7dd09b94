package dev.lockstep.engine.script;

/// Says whether two texts differ in comments and white space only: a checksum over the tokens of a
/// script. Each database has its own, because each has its own tokens.
@FunctionalInterface
public interface Fingerprint {
  /// The checksum of the tokens, in hexadecimal digits. Every text has one, also one that is no
  /// valid SQL.
  String of(String text);
}
