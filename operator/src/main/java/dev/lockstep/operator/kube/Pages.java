package dev.lockstep.operator.kube;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.client.dsl.Listable;
import java.util.ArrayList;
import java.util.List;

/// Lists objects page by page, because users determine their number and size.
public final class Pages {
  private Pages() {}

  /// Returns all objects of a list.
  public static <T extends HasMetadata> List<T> all(
      Listable<? extends KubernetesResourceList<T>> list) {
    var all = new ArrayList<T>();
    String next = null;
    do {
      KubernetesResourceList<T> page =
          list.list(
              new ListOptionsBuilder().withLimit(SlimClients.PAGE).withContinue(next).build());
      all.addAll(page.getItems());
      next = page.getMetadata() == null ? null : page.getMetadata().getContinue();
    } while (next != null && !next.isEmpty());
    return all;
  }

  /// Returns the first page only.
  public static <T extends HasMetadata> List<T> first(
      Listable<? extends KubernetesResourceList<T>> list) {
    return list.list(new ListOptionsBuilder().withLimit(SlimClients.PAGE).build()).getItems();
  }
}
