package dev.lockstep.kube;

/// Lets threads through while it is on and holds them while it is off.
final class Switch {
  private boolean on = true;

  synchronized void turnOn() {
    on = true;
    notifyAll();
  }

  synchronized void turnOff() {
    on = false;
  }

  synchronized boolean isOn() {
    return on;
  }

  synchronized void awaitOn() throws InterruptedException {
    while (!on) {
      wait();
    }
  }
}
