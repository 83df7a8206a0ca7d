package io.byteleap.chain.subtensor;

import io.byteleap.domain.subnet.Endpoint;
import io.byteleap.scale.ScaleReader;
import java.math.BigInteger;

/// Where a neuron says that it serves, as it stands on the chain.
///
/// `ip` is the number of the address (1.2.3.4 is 0x01020304), `ipType` 4 or 6.
public record AxonInfo(
    long block,
    long version,
    BigInteger ip,
    int port,
    int ipType,
    int protocol,
    int placeholder1,
    int placeholder2) {
  static final int SIZE = 34;

  static AxonInfo read(ScaleReader reader) {
    return new AxonInfo(
        reader.u64(),
        reader.u32(),
        reader.u128(),
        reader.u16(),
        reader.u8(),
        reader.u8(),
        reader.u8(),
        reader.u8());
  }

  /// The endpoint; nowhere when the address is not one of its kind.
  public Endpoint endpoint() {
    return IpNumber.endpoint(ip, ipType, port);
  }
}
