// Package native puts before the judge what Go itself has: channels, as far as their operations go. They are judged by
// the models that judge this library, so that the models say nothing that only this library would do.
//
// Nothing stamps the moment at which a native call begins to wait, so the order among waiters is not seen.
package native
