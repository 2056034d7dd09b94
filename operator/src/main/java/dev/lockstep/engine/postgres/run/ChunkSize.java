package dev.lockstep.engine.postgres.run;

/// The size of statements that are sent together, in one round trip, up to its limits.
final class ChunkSize {
  /// The number of bytes that fit into the send buffer, so that the client never waits for a server
  /// that waits for the client to read its replies.
  static final int MOST_BYTES = 128 * 1024;

  /// The number of messages: the driver reserves 250 of 64,000 bytes for each reply, and waits for
  /// all replies when the bytes are used up.
  static final int MOST_MESSAGES = 250;

  private long bytes;
  private int messages;
  private boolean closed;

  /// Adds a statement if it may be sent together with those before it. The first one is always
  /// added, and one that is joined to the statement before it.
  ///
  /// @return whether it was added
  boolean add(WireStatement next) {
    if (messages > 0 && !next.joined()) {
      if (closed || next.isAlone() || next.waits() || messages == MOST_MESSAGES) {
        return false;
      }
    }
    int length = next.bytes();
    if (messages > 0 && !next.joined() && bytes + length > MOST_BYTES) {
      return false;
    }
    bytes += length;
    messages += next.joined() ? 0 : 1;
    closed |= next.isAlone();
    return true;
  }

  /// Adds statements if all of them may be sent together with those before them.
  ///
  /// @return whether they were added; if not, this size is of no further use
  boolean addAll(Iterable<WireStatement> all) {
    for (WireStatement each : all) {
      if (!add(each)) {
        return false;
      }
    }
    return true;
  }
}
