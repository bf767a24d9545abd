// Making one entry of several.
#ifndef UNKNOT_SERVICES_DIRECTORY_MERGE_H_
#define UNKNOT_SERVICES_DIRECTORY_MERGE_H_

#include "unknot/directory/v1/therapist.pb.h"

namespace unknot::directory {

// Puts what `row` says over what `kept` says: fields that are set replace,
// those that are not stay; the fields within the licence likewise, unless it is
// another one. The location is replaced as a whole. Name, rating, etag and
// times of `kept` stay.
void Overlay(const v1::Therapist& row, v1::Therapist& kept);

// Puts what `other` says where `kept` says nothing, and joins the lists of
// techniques, treated problems, languages and insurers. The location as a whole
// stays `kept`'s, and so does its licence unless only `other`'s has a number.
void FillFrom(const v1::Therapist& other, v1::Therapist& kept);

}  // namespace unknot::directory

#endif  // UNKNOT_SERVICES_DIRECTORY_MERGE_H_
