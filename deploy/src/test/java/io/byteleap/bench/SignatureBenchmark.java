package io.byteleap.bench;

import io.byteleap.domain.identity.Hotkey;
import io.byteleap.fixture.Signers;
import io.byteleap.keys.RequestProof;
import io.byteleap.keys.Signature;
import io.byteleap.keys.SignatureCheck;
import io.byteleap.keys.SignedRequest;
import io.byteleap.keys.Signer;
import io.byteleap.keys.Verifier;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/// What a signature costs: by itself, and as part of a request from the caller's nonce to the
/// receiver's belief.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class SignatureBenchmark {
  private static final String UUID = "3f1c0f9e-3c86-4c3e-9d5c-6a4f0d1c2b3a";
  private static final long NONCE = 1_767_225_600_000_000_000L;

  private Signer signer;
  private Hotkey receiver;
  private byte[] message;
  private Signature signature;
  private Verifier verifier;
  private Verifier prepared;

  @Setup
  public void prepare() {
    signer = Signers.of("caller");
    receiver = Signers.of("receiver").hotkey();
    message = request().message();
    signature = signer.sign(message);
    verifier = Verifier.of(signer.publicKey()).orElseThrow();
    prepared = verifier.prepared();
  }

  @Benchmark
  public Signature sign() {
    return signer.sign(message);
  }

  @Benchmark
  public SignatureCheck verify() {
    return verifier.check(message, signature);
  }

  @Benchmark
  public SignatureCheck verifyPrepared() {
    return prepared.check(message, signature);
  }

  /// Signs a request, and reads and checks the headers that say so, at a receiver that knows the
  /// caller already.
  @Benchmark
  public SignatureCheck signedRequest() {
    var request = request();
    var headers =
        Map.of(
            "bt_header_dendrite_hotkey", request.from().value(),
            "bt_header_dendrite_nonce", Long.toString(request.nonce()),
            "bt_header_dendrite_uuid", request.uuid(),
            "bt_header_dendrite_signature", signer.sign(request.message()).hex(),
            "computed_body_hash", request.bodyHash(),
            "timeout", "12.0");
    return switch (RequestProof.read(headers, receiver)) {
      case RequestProof.Proof(var proof) -> proof.check(verifier);
      case RequestProof.Refused(var why) -> throw new IllegalStateException("BUG: " + why);
    };
  }

  private SignedRequest request() {
    return new SignedRequest(NONCE, signer.hotkey(), receiver, UUID, SignedRequest.EMPTY_BODY_HASH);
  }
}
