package io.byteleap.worker.gpu;

import io.byteleap.domain.units.Label;
import io.byteleap.wire.gpu.GpuAnswer;

/// What became of one exchange with the server.
sealed interface GpuReply {
  /// The server answered; that may be a refusal of its own ([GpuAnswer.Failed]).
  record Answered(GpuAnswer answer) implements GpuReply {}

  /// There is no answer that could be used.
  record Broken(Label why) implements GpuReply {}

  static Broken broken(String why) {
    return new Broken(Label.of(why));
  }

  /// For the operator, what keeps this from being a good answer.
  default Label fault() {
    return switch (this) {
      case Answered(GpuAnswer.Failed(var code, var error)) ->
          Label.of("it refuses: " + (error.isBlank() ? code.name() : error.value()));
      case Answered _ -> Label.of("it answers another question");
      case Broken(var why) -> why;
    };
  }

  /// Whether the server is alive and merely has no time.
  default boolean isBusy() {
    return this instanceof Answered(GpuAnswer.Failed(var code, _)) && code.isPassing();
  }
}
