package dev.lockstep.engine.script;

/// Detects whether two texts differ only in comments and white space: a checksum over the tokens of
/// a script. Each database has its own implementation, because each has its own tokens.
@FunctionalInterface
public interface Fingerprint {
  /// The checksum of the tokens, in hexadecimal digits. Every text has one, even invalid SQL.
  String of(String text);
}
