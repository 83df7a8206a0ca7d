package io.byteleap.worker.gateway;

import io.byteleap.durable.DurableFile;
import io.byteleap.durable.SecretFile;
import io.byteleap.tls.P256Key;
import io.byteleap.tls.TlsProblem;
import io.byteleap.wire.Decoded;
import io.byteleap.wire.vm.DeviceState;
import io.byteleap.wire.vm.Enrolment;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// `vmgw_state.json`: who the worker is to its gateway, kept between runs. Only its owner can read
/// it; it is replaced as a whole.
record StateFile(Path path) {
  private static final Logger LOG = LoggerFactory.getLogger(StateFile.class);

  /// Who the worker is: its certificates, its own first, the key, and what it was granted.
  record Identity(DeviceState state, List<X509Certificate> chain, P256Key key) {
    Identity {
      chain = List.copyOf(chain);
    }

    X509Certificate certificate() {
      return chain.getFirst();
    }
  }

  sealed interface Content {}

  record Enrolled(Identity identity) implements Content {}

  /// There is none, or none that can be used; the log says which.
  record Absent() implements Content {}

  Content read() {
    try {
      var fault = SecretFile.fault(path);
      return fault.isPresent() ? unusable(fault.get()) : readOwn();
    } catch (NoSuchFileException e) {
      return new Absent();
    } catch (IOException e) {
      return unusable(e.getClass().getSimpleName());
    }
  }

  private Content readOwn() throws IOException {
    try (var in = Files.newInputStream(path)) {
      byte[] content = in.readNBytes(Enrolment.BODY_SIZE_MAX);
      return switch (DeviceState.decode(new String(content, StandardCharsets.UTF_8))) {
        case Decoded.Read<DeviceState>(var state) -> new Enrolled(identity(state));
        case Decoded.Refused<DeviceState>(var why) -> unusable(why.value());
      };
    } catch (TlsProblem e) {
      return unusable(String.valueOf(e.getMessage()));
    }
  }

  static Identity identity(DeviceState state) throws TlsProblem {
    return new Identity(state, state.chain(), state.key());
  }

  private Content unusable(String why) {
    LOG.warn("the worker enrols anew, because {} cannot be used, why={}", path, why);
    return new Absent();
  }

  void write(DeviceState state) throws GatewayProblem {
    try {
      DurableFile.write(path, state.toText() + "\n", DurableFile.Readers.OWNER);
    } catch (IOException e) {
      throw new GatewayProblem(path + " cannot be written: " + e.getClass().getSimpleName(), e);
    }
  }
}
