// Whom to call, by country.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/recommendation/recommender.h"
#include "tests/recommendation/test_knowledge.h"

namespace unknot::recommendation {
namespace {

using testing::HasSubstr;

struct ContactCase {
  const char* country;
  const char* emergency;  // as it must be said
  const char* crisis;     // a line for those who think of suicide
};

void PrintTo(const ContactCase& one, std::ostream* out) { *out << one.country; }

class ContactsTest : public testing::TestWithParam<ContactCase> {
 protected:
  static v1::RecommendResponse Advice(const std::string& symptom) {
    v1::RecommendRequest request;
    request.mutable_complaint()->add_sites()->set_region("lower_back");
    request.mutable_complaint()->add_symptoms()->set_symptom_id(symptom);
    request.set_country_code(GetParam().country);
    const OrderedQuestions questions;
    v1::RecommendResponse response;
    EXPECT_TRUE(Recommender(ShippedBase(), questions)
                    .Recommend(request, &response)
                    .ok());
    return response;
  }
};

TEST_P(ContactsTest, EmergencyIsSaidWithTheNumberOfTheCountry) {
  const v1::RecommendResponse advice = Advice("saddle_numbness");

  EXPECT_EQ(advice.triage().level(), v1::TRIAGE_LEVEL_EMERGENCY);
  EXPECT_THAT(advice.triage().advice(), HasSubstr(GetParam().emergency));
  EXPECT_EQ(advice.triage().contacts().emergency(), GetParam().emergency);
}

TEST_P(ContactsTest, CrisisLineIsThatOfTheCountry) {
  const v1::RecommendResponse advice = Advice("suicidal");

  EXPECT_EQ(advice.triage().reasons(0).contact_kind(), "suicide");
  EXPECT_THAT(advice.triage().contacts().suicide(),
              testing::Contains(HasSubstr(GetParam().crisis)));
}

INSTANTIATE_TEST_SUITE_P(
    Countries, ContactsTest,
    testing::Values(ContactCase{"US", "911", "988"},
                    ContactCase{"CA", "911", "988"},
                    ContactCase{"GB", "999 or 112", "116 123"},
                    ContactCase{"IE", "112 or 999", "116 123"},
                    ContactCase{"AU", "000", "13 11 14"},
                    ContactCase{"NZ", "111", "findahelpline.com"},
                    ContactCase{"FR", "112", "findahelpline.com"},
                    ContactCase{"DE", "112", "findahelpline.com"},
                    ContactCase{"SE", "112", "findahelpline.com"}),
    [](const testing::TestParamInfo<ContactCase>& one) {
      return std::string(one.param.country);
    });

TEST(UnknownCountryTest, GetsTheNumbersOfAll) {
  const auto& contacts = ShippedBase()->ContactsFor("");

  for (const char* number : {"911", "999", "112", "000", "111"}) {
    EXPECT_THAT(contacts.emergency(), HasSubstr(number));
  }
  EXPECT_EQ(ShippedBase()->ContactsFor("JP").emergency(), contacts.emergency());
}

TEST(UrgentAdviceTest, BritainIsSentToItsOwnLine) {
  EXPECT_EQ(ShippedBase()->ContactsFor("GB").urgent(), "NHS 111");
}

}  // namespace
}  // namespace unknot::recommendation
