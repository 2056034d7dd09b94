package dev.lockstep.engine.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.schema.SchemaVersion;
import dev.lockstep.schema.ScriptKind;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The equality of what is recorded is written by hand: a component that it forgets would let a
/// change by others pass.
final class HistoryRecordTest {
  private static final Object[] ROW = {
    "V1__a.sql",
    ScriptKind.BASELINE,
    SchemaVersion.parse("1"),
    HistoryRow.Status.SUCCESS,
    "checksum",
    "normalized",
    Instant.EPOCH,
    Duration.ofMillis(1),
    false
  };
  private static final Object[] OTHER_ROW = {
    "V2__b.sql",
    ScriptKind.REPEATABLE,
    SchemaVersion.parse("2"),
    HistoryRow.Status.FAILURE,
    "another",
    "another",
    Instant.EPOCH.plusSeconds(1),
    Duration.ofMillis(2),
    true
  };
  private static final Object[] RECORD = {make(HistoryRow.class, ROW), "a", "error", "me", "run"};
  private static final Object[] OTHER_RECORD = {
    make(HistoryRow.class, OTHER_ROW), "b", "another", "you", "walk"
  };

  @ParameterizedTest
  @MethodSource("pairs")
  void differsInEachComponent(Record one, Record other) {
    assertThat(one).isNotEqualTo(other);
  }

  @Test
  void equalsOneWithTheSameContent() {
    assertThat(make(HistoryRecord.class, RECORD))
        .isEqualTo(make(HistoryRecord.class, RECORD.clone()))
        .hasSameHashCodeAs(make(HistoryRecord.class, RECORD.clone()));
  }

  static Stream<Record[]> pairs() {
    return Stream.concat(
        pairs(HistoryRow.class, ROW, OTHER_ROW), pairs(HistoryRecord.class, RECORD, OTHER_RECORD));
  }

  private static Stream<Record[]> pairs(Class<? extends Record> type, Object[] of, Object[] other) {
    return IntStream.range(0, type.getRecordComponents().length)
        .mapToObj(
            i -> {
              Object[] changed = of.clone();
              changed[i] = other[i];
              return new Record[] {make(type, of), make(type, changed)};
            });
  }

  private static Record make(Class<? extends Record> type, Object[] components) {
    Class<?>[] types =
        Arrays.stream(type.getRecordComponents())
            .map(RecordComponent::getType)
            .toArray(Class<?>[]::new);
    try {
      Constructor<? extends Record> constructor = type.getDeclaredConstructor(types);
      return constructor.newInstance(components);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(e.getMessage(), e);
    }
  }
}
