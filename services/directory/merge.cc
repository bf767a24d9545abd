// Field by field, so that a new field of the contract is merged too.
#include "services/directory/merge.h"

#include <algorithm>
#include <string>
#include <vector>

#include "services/directory/directory_rules.h"
#include "services/directory/store/duplicate_keys.h"

namespace unknot::directory {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

void ReplaceSetFields(const Message& from, Message& to) {
  std::vector<const FieldDescriptor*> fields;
  from.GetReflection()->ListFields(from, &fields);
  for (const FieldDescriptor* field : fields) {
    if (field->is_repeated()) to.GetReflection()->ClearField(&to, field);
  }
  to.MergeFrom(from);
}

void Join(const google::protobuf::RepeatedPtrField<std::string>& from,
          google::protobuf::RepeatedPtrField<std::string>& to) {
  for (const std::string& value : from) {
    if (std::find(to.begin(), to.end(), value) == to.end()) *to.Add() = value;
  }
}

}  // namespace

void Overlay(const v1::Therapist& row, v1::Therapist& kept) {
  v1::Therapist said = row;
  ClearOutputOnly(said);
  said.clear_name();
  // Another town without a point must not keep the old one's.
  if (said.has_location()) {
    *kept.mutable_location() = said.location();
    said.clear_location();
  }
  // Nor must what was verified of one licence be said of another.
  v1::Therapist licensed = kept;
  licensed.mutable_licence()->MergeFrom(said.licence());
  if (LicenceKey(licensed) != LicenceKey(kept)) kept.clear_licence();
  ReplaceSetFields(said, kept);
}

void FillFrom(const v1::Therapist& other, v1::Therapist& kept) {
  v1::Therapist filled = other;
  ClearOutputOnly(filled);
  filled.clear_name();
  filled.clear_location();
  const v1::Therapist before = kept;
  // What is set in `before` wins over what the other says; its lists are added
  // to the other's by the merge, so they are put back or joined below.
  filled.MergeFrom(before);
  *filled.mutable_technique_ids() = before.technique_ids();
  Join(other.technique_ids(), *filled.mutable_technique_ids());
  *filled.mutable_treats() = before.treats();
  Join(other.treats(), *filled.mutable_treats());
  *filled.mutable_languages() = before.languages();
  Join(other.languages(), *filled.mutable_languages());
  *filled.mutable_insurers() = before.insurers();
  Join(other.insurers(), *filled.mutable_insurers());
  *filled.mutable_opening_hours() = before.opening_hours().empty()
                                        ? other.opening_hours()
                                        : before.opening_hours();
  *filled.mutable_location() = before.location();
  // A price is one statement.
  if (before.has_price()) *filled.mutable_price() = before.price();
  // So is a licence: fields of two must not mix.
  const bool other_is_known =
      before.licence().number().empty() && !other.licence().number().empty();
  if (other_is_known) {
    *filled.mutable_licence() = other.licence();
  } else if (before.has_licence()) {
    *filled.mutable_licence() = before.licence();
  }
  filled.set_demo(before.demo());
  kept = std::move(filled);
}

}  // namespace unknot::directory
