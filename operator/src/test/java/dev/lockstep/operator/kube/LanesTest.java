package dev.lockstep.operator.kube;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class LanesTest {
  private final Lanes lanes = new Lanes(2);

  @Test
  void aNamespaceHasSoManyAndOthersHaveTheirOwn() {
    assertThat(lanes.enter("hostile")).isTrue();
    assertThat(lanes.enter("hostile")).isTrue();
    assertThat(lanes.enter("hostile")).isFalse();
    assertThat(lanes.enter("shop")).isTrue();

    lanes.leave("hostile");

    assertThat(lanes.enter("hostile")).isTrue();
    assertThat(lanes.enter("hostile")).isFalse();
  }

  @Test
  void oneThatIsLeftIsThereAgainHoweverOftenItWasRefused() {
    lanes.enter("a");
    lanes.enter("a");
    for (int i = 0; i < 10; i++) {
      lanes.enter("a");
    }
    lanes.leave("a");
    lanes.leave("a");

    assertThat(lanes.enter("a")).isTrue();
    assertThat(lanes.enter("a")).isTrue();
    assertThat(lanes.enter("a")).isFalse();
  }
}
