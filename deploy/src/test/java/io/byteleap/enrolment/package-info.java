/// A token's whole way, from the validator that signs it to the worker that asked.
@NullMarked
package io.byteleap.enrolment;

import org.jspecify.annotations.NullMarked;
