package dev.lockstep.operator.kube;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;

/// An event source that holds on to no whole object. The framework's own takes no event before the
/// first list is complete, so that until then an informer's queue holds all that was listed,
/// however little the store keeps of it. This one takes each event at once, and queues what is
/// kept.
public final class SlimEventSource<R extends HasMetadata, P extends HasMetadata>
    extends InformerEventSource<R, P> {
  private final UnaryOperator<R> slim;
  private final ExecutorService queue =
      Executors.newSingleThreadExecutor(Thread.ofVirtual().name("slim-events").factory());

  /// An event source.
  ///
  /// @param slim makes of an object what is kept of it
  public SlimEventSource(
      InformerEventSourceConfiguration<R> configuration,
      EventSourceContext<P> context,
      UnaryOperator<R> slim) {
    super(configuration, context);
    this.slim = slim;
  }

  @Override
  public void onAdd(R added) {
    R small = slim.apply(added);
    queue.execute(() -> super.onAdd(small));
  }

  @Override
  public void onUpdate(R before, R after) {
    R small = slim.apply(after);
    queue.execute(() -> super.onUpdate(before, small));
  }

  @Override
  public void onDelete(R deleted, boolean finalStateUnknown) {
    R small = slim.apply(deleted);
    queue.execute(() -> super.onDelete(small, finalStateUnknown));
  }

  @Override
  public synchronized void stop() {
    super.stop();
    queue.shutdown();
  }
}
