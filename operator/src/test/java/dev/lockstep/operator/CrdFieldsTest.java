package dev.lockstep.operator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CrdFieldsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      textBlock =
          """
          {properties: {a: {}}}                                     ! {properties: {a: {}}}                                 ! ''
          {properties: {a: {}}}                                     ! {properties: {a: {}, b: {}}}                          ! ''
          {properties: {a: {}, b: {}}}                              ! {properties: {a: {}}}                                 ! b
          {properties: {a: {}}}                                     ! {}                                                    ! a
          {properties: {a: {properties: {b: {properties: {c: {}}}}}}} ! {properties: {a: {properties: {x: {}}}}}            ! a.b
          {properties: {a: {items: {properties: {b: {}}}}}}         ! {properties: {a: {items: {properties: {}}}}}          ! a[].b
          {properties: {a: {additionalProperties: {properties: {b: {}}}}}} ! {properties: {a: {additionalProperties: {}}}}  ! a{}.b
          {properties: {a: {enum: [x, y]}}}                         ! {properties: {a: {enum: [x]}}}                        ! a=y
          {properties: {a: {enum: [x]}}}                            ! {properties: {a: {enum: [x, y]}}}                     ! ''
          {properties: {a: {enum: [x]}}}                            ! {properties: {a: {type: string}}}                     ! ''
          {properties: {a: {description: new, maxLength: 9, default: x}}} ! {properties: {a: {description: old, maxLength: 5}}} ! ''
          {properties: {a: {}, b: {}, c: {enum: [x]}}}              ! {properties: {c: {enum: [z]}}}                        ! a b c=x
          """)
  void namesWhatASchemaLacks(String known, String served, String missing) {
    assertThat(CrdFields.missing(schema(known), schema(served)))
        .isEqualTo(missing.isEmpty() ? List.of() : Stream.of(missing.split(" ", -1)).toList());
  }

  private static JsonNode schema(String yaml) {
    return Serialization.unmarshal("schema: " + yaml, JsonNode.class).path("schema");
  }
}
