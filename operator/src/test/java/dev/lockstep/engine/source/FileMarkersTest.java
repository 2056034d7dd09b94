package dev.lockstep.engine.source;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FileMarkersTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          -- +goose Up\\na;                       | [GOOSE]
          a;\\n-- +goose Down                     | [GOOSE]
          a;\\n  -- +goose Up                     | [GOOSE]
          a;\\r\\n\\t-- +goose Up                  | [GOOSE]
          -- +goose                              | [GOOSE]
          a - b -- c\\n-- +goose Up               | [GOOSE]
          a; -- +goose Up                        | []
          -- about +goose Up                     | []
          select '+goose Up'                     | []
          -- goose Up                            | []
          -- migrate:up\\na;                      | [DBMATE]
          a;\\n--migrate:down                     | [DBMATE]
          a;\\n  -- migrate:up                    | [DBMATE]
          a; -- migrate:up                       | []
          -- it does migrate:up                  | []
          select 'migrate:up'                    | []
          -- migrate up                          | []
          -- +goose Up\\n-- migrate:up            | [GOOSE, DBMATE]
          ''                                     | []
          --                                     | []
          a;\\n--                                 | []
          """)
  void knowTheStyle(String text, String styles) {
    assertThat(FileMarkers.of(text.translateEscapes()).styles()).hasToString(styles);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          -- lockstep: no-transaction            | PRESENT
          a;\\n-- lockstep: no-transaction\\nb;    | PRESENT
          a; -- lockstep: no-transaction         | ABSENT
          -- about lockstep: it is good          | ABSENT
          """)
  void knowOurOwnLine(String text, FileMarkers.Own own) {
    assertThat(FileMarkers.of(text.translateEscapes()).own()).isEqualTo(own);
  }
}
