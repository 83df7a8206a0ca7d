package io.byteleap.actor;

import io.byteleap.domain.units.Label;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/// What really went wrong in a failed stage.
public final class FailureCause {
  private FailureCause() {}

  /// The failure without the wrappers that futures and streams put around it.
  public static Throwable of(Throwable failure) {
    @Nullable Throwable inner = failure.getCause();
    boolean wrapped =
        failure instanceof CompletionException
            || failure instanceof ExecutionException
            || failure.getClass().isAnonymousClass();
    return wrapped && inner != null ? of(inner) : failure;
  }

  /// One safe line: the kind of failure and its message.
  public static String text(Throwable failure) {
    Throwable cause = of(failure);
    String kind = kind(cause.getClass());
    String message = cause.getMessage();
    return Label.of(message == null ? kind : kind + ": " + message).value();
  }

  /// The name of the kind of failure; an anonymous class goes by the one that it extends.
  private static String kind(Class<?> type) {
    String name = type.getSimpleName();
    return name.isEmpty() ? kind(type.getSuperclass()) : name;
  }
}
