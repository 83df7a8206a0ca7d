package io.byteleap.worker.link;

import io.byteleap.transport.TextSocket;
import io.byteleap.wire.worker.CloseCode;
import io.byteleap.wire.worker.WorkerFrameCodec;
import java.time.Duration;
import java.util.Optional;

/// How a connection came to its end.
sealed interface Loss {
  /// Close code for whatever has no code of its own.
  int POLICY = 1_008;

  /// For the operator.
  String why();

  /// Whether the miner does not want us, which time alone may not mend.
  default MinerLink.Manner manner() {
    return MinerLink.Manner.LOST;
  }

  /// The miner closed it.
  record Closed(int code, String reason) implements Loss {
    @Override
    public String why() {
      return CloseMeaning.of(code, reason);
    }

    @Override
    public MinerLink.Manner manner() {
      return CloseMeaning.isRefusal(code, reason)
          ? MinerLink.Manner.REFUSED
          : MinerLink.Manner.LOST;
    }
  }

  /// It failed, or was never there.
  record Failed(String why) implements Loss {}

  /// A frame came in that is larger than frames may be.
  record TooBig() implements Loss {
    @Override
    public String why() {
      return "the miner sent a frame of more than " + WorkerFrameCodec.FRAME_SIZE_MAX + " bytes";
    }
  }

  /// It is not the miner that it should be.
  record Distrusted(String why) implements Loss {}

  record AckLate(Duration timeout) implements Loss {
    @Override
    public String why() {
      return "the miner did not acknowledge our registration within " + timeout.toMillis() + " ms";
    }
  }

  record PongLate(Duration timeout) implements Loss {
    @Override
    public String why() {
      return "the miner did not answer a ping within " + timeout.toMillis() + " ms";
    }
  }

  /// What the operator can do about it, where waiting does not help.
  default Optional<String> remedy() {
    return switch (this) {
      case Closed(var code, _) -> CloseMeaning.remedy(code);
      case Distrusted _ -> Optional.of(CloseMeaning.OTHER_MINER);
      case Failed _, TooBig _, AckLate _, PongLate _ -> Optional.empty();
    };
  }

  /// Says so to the miner, where it does not know.
  default void tell(TextSocket socket) {
    switch (this) {
      // 1009 would say it better, but the JDK keeps that code from clients
      case TooBig _ -> socket.close(POLICY, CloseCode.TOO_BIG.reason());
      case AckLate _ -> socket.close(POLICY, "No acknowledgement in time");
      case Distrusted _ -> socket.close(POLICY, "Not the miner that it should be");
      case PongLate _ ->
          socket.close(CloseCode.KEEPALIVE_TIMEOUT.code(), CloseCode.KEEPALIVE_TIMEOUT.reason());
      case Closed _, Failed _ -> {}
    }
  }
}
