package io.byteleap.worker.host;

import io.byteleap.json.JsonObject;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/// What the machine last looked like, as `system_info` has it: written by the [HostSampler], read
/// by whoever must say it at once. Empty until the first look.
public final class HostView {
  private final AtomicReference<JsonObject> newest = new AtomicReference<>(JsonObject.EMPTY);
  private final AtomicReference<JsonObject> address = new AtomicReference<>(JsonObject.EMPTY);
  private final CompletableFuture<Void> firstLook = new CompletableFuture<>();

  public JsonObject systemInfo() {
    return JsonObject.builder().putAll(newest.get()).putAll(address.get()).build();
  }

  /// Completes with the first look, or after `patience` without one.
  public CompletionStage<Void> firstLook(Duration patience) {
    return firstLook.copy().completeOnTimeout(null, patience.toMillis(), TimeUnit.MILLISECONDS);
  }

  void showAddress(String known) {
    address.set(JsonObject.builder().put("public_ip", known).build());
  }

  void hideAddress() {
    address.set(JsonObject.EMPTY);
  }

  void show(JsonObject systemInfo) {
    newest.set(systemInfo);
    firstLook.complete(null);
  }
}
