/// The door for miners: sessions, requests, answers.
@NullMarked
package io.byteleap.validator.peer;

import org.jspecify.annotations.NullMarked;
