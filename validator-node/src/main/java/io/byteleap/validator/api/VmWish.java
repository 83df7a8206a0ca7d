package io.byteleap.validator.api;

import io.byteleap.domain.identity.Hotkey;
import io.byteleap.domain.identity.WorkerId;
import io.byteleap.domain.rental.RentalId;
import io.byteleap.domain.rental.RentalTerms;
import io.byteleap.domain.units.Label;
import io.byteleap.domain.vm.GuestUser;
import io.byteleap.domain.vm.ImageName;
import io.byteleap.domain.vm.SshKey;
import io.byteleap.domain.vm.VmSize;
import io.byteleap.http.JsonBody;
import io.byteleap.json.Json;
import io.byteleap.json.JsonObject;
import io.byteleap.wire.Decoded;

/// What a tenant sends to rent a machine: on which worker (`hotkey`, `worker_id`), of which size
/// (`memory_mib`, `vcpus`, `disk_gb`, `gpus`, else none), from which `image`, and who may log in
/// (`ssh_key`, `username`, else root). There is no password. `label` is the tenant's own word.
final class VmWish {
  private static final Json JSON = Json.upTo(JsonBody.SIZE_MAX);

  private VmWish() {}

  /// Refused, naming the field: what does not fit.
  static Decoded<RentalTerms> decode(String text, RentalId id, Label source) {
    return Decoded.of(() -> read(JSON.parse(text), id, source));
  }

  private static RentalTerms read(JsonObject json, RentalId id, Label source) {
    return new RentalTerms(
        id,
        new Hotkey(json.text("hotkey")),
        new WorkerId(json.text("worker_id")),
        source,
        json.optionalText("label").map(Label::of).orElse(Label.NONE),
        new ImageName(json.text("image")),
        new VmSize(
            json.exactWithin("memory_mib", VmSize.MEMORY_MIB_MIN, VmSize.MEMORY_MIB_MAX),
            json.exactWithin("vcpus", 1, VmSize.PROCESSORS_MAX),
            json.exactWithin("disk_gb", 1, VmSize.DISK_GB_MAX),
            json.has("gpus") ? json.exactWithin("gpus", 0, VmSize.GPUS_MAX) : 0),
        json.optionalText("username").map(GuestUser::new).orElse(GuestUser.ROOT),
        SshKey.parse(json.literal("ssh_key")));
  }
}
