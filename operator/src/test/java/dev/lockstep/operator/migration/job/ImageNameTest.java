package dev.lockstep.operator.migration.job;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ImageNameTest {
  @ParameterizedTest
  @CsvSource({
    "lockstep,                                       docker.io/library/lockstep",
    "lockstep:1,                                     docker.io/library/lockstep",
    "library/lockstep:1,                             docker.io/library/lockstep",
    "docker.io/lockstep:1,                           docker.io/library/lockstep",
    "index.docker.io/library/lockstep@sha256:00,     docker.io/library/lockstep",
    "team/lockstep:1,                                docker.io/team/lockstep",
    "localhost/lockstep:1,                           localhost/lockstep",
    "localhost:5000/lockstep,                        localhost:5000/lockstep",
    "registry.example.com:5000/a/b:1@sha256:00,      registry.example.com:5000/a/b"
  })
  void aRepositoryIsWrittenInFull(String image, String repository) {
    assertThat(ImageName.of(image).repository()).isEqualTo(repository);
  }

  // B7
  @ParameterizedTest
  @CsvSource({
    "r.test/lockstep:1,            r.test/lockstep:1,            true",
    "docker.io/library/lockstep:1, lockstep:1,                   true",
    "r.test/lockstep:2,            r.test/lockstep:1,            false",
    "r.test/lockstep,              r.test/lockstep:1,            false",
    "evil.test/lockstep:1,         r.test/lockstep:1,            false",
    "r.test/lockstep2:1,           r.test/lockstep:1,            false",
    // clusters that pin digests
    "r.test/lockstep:1@sha256:aa,  r.test/lockstep:1,            true",
    "r.test/lockstep@sha256:aa,    r.test/lockstep:1,            true",
    "r.test/lockstep:2@sha256:aa,  r.test/lockstep:1,            false",
    "evil.test/lockstep@sha256:aa, r.test/lockstep:1,            false",
    // clusters that pull from a mirror
    "mirror.test/x/lockstep@sha256:aa, r.test/lockstep@sha256:aa, true",
    "r.test/lockstep@sha256:bb,    r.test/lockstep@sha256:aa,    false",
    "r.test/lockstep:1,            r.test/lockstep:1@sha256:aa,  false"
  })
  void anImageAnswersTheOneThatWasAskedFor(String found, String asked, boolean answers) {
    assertThat(ImageName.of(found).answers(ImageName.of(asked))).isEqualTo(answers);
  }
}
